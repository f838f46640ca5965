//! Exit codes: the one place where they are written down. `--help` prints this table.

use std::process::ExitCode;

macro_rules! exits {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $says:literal;)*) => {
        /// How a command ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Exit {
            $($(#[doc = $doc])* $name = $code,)*
        }

        impl Exit {
            /// Every code with its meaning, in order.
            pub const ALL: &'static [(Exit, &'static str)] = &[$((Exit::$name, $says),)*];

            /// The table of `--help`.
            pub const HELP: &'static str = concat!("Exit codes:\n", $("  ", stringify!($code), "  ", $says, "\n",)*);
        }
    };
}

exits! {
    /// The command did what it says.
    Done = 0, "done";
    /// A fault of ours; the message carries an id that is also in the log.
    Fault = 1, "a fault inside Throughline";
    /// The command line could not be understood. Chosen by clap, kept here so that nothing else takes it.
    Usage = 2, "the command line could not be understood";
    /// Something named on the command line does not exist, or not for this member.
    NotFound = 3, "something named does not exist";
    /// No token, a wrong one, or one that may not do this.
    NotAllowed = 4, "not signed in, or not allowed";
    /// The input was read, and something in it has to be changed first.
    NotAccepted = 5, "the input was not accepted";
    /// It contradicts what is already so: a name is taken, a version is old, files and workspace changed the same field.
    Conflict = 6, "it contradicts what is there";
    /// The server or the database could not be reached, or is too busy. Trying again is safe.
    Unavailable = 7, "server or database not reachable; trying again is safe";
    /// A check ran and found something: the event log was altered, a backup is damaged.
    CheckFailed = 8, "a check found something wrong";
    /// It would have written over something; nothing was touched.
    WouldOverwrite = 9, "it would have overwritten something; nothing was touched";
    /// A file could not be read or written.
    File = 10, "a file could not be read or written";
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn every_code_is_in_the_help_once() {
        for (exit, says) in Exit::ALL {
            let line = format!("  {}  {says}\n", exit.code());
            assert_eq!(Exit::HELP.matches(&line).count(), 1, "{line}");
        }
    }
}
