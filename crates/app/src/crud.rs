//! What the nouns that a workspace defines for itself have in common: six verbs each, written once.

/// Writes the six verbs of a noun.
macro_rules! six_verbs {
    ($noun:ident, $id:ident, $input:ident, $what:literal:
     $list:ident, $get:ident, $create:ident, $change:ident, $withdraw:ident, $restore:ident) => {
        impl crate::App {
            #[doc = concat!("All of them by name, with the deleted ones if asked: ", $what, ".")]
            pub async fn $list(&self, _actor: &crate::Actor, _include_withdrawn: bool) -> Result<Vec<$noun>, crate::AppError> {
                todo!()
            }

            #[doc = concat!("One ", $what, ".")]
            pub async fn $get(&self, _actor: &crate::Actor, _id: $id) -> Result<$noun, crate::AppError> {
                todo!()
            }

            #[doc = concat!("Makes a ", $what, ".")]
            pub async fn $create(&self, _actor: &crate::Actor, _input: $input) -> Result<$noun, crate::AppError> {
                todo!()
            }

            #[doc = concat!("Replaces what is said of a ", $what, ", if it still is at this version.")]
            pub async fn $change(
                &self,
                _actor: &crate::Actor,
                _id: $id,
                _version: i64,
                _input: $input,
            ) -> Result<$noun, crate::AppError> {
                todo!()
            }

            #[doc = concat!("Deletes a ", $what, ", if it still is at this version. It can be brought back for 30 days.")]
            pub async fn $withdraw(&self, _actor: &crate::Actor, _id: $id, _version: i64) -> Result<$noun, crate::AppError> {
                todo!()
            }

            #[doc = concat!("Brings a deleted ", $what, " back.")]
            pub async fn $restore(&self, _actor: &crate::Actor, _id: $id) -> Result<$noun, crate::AppError> {
                todo!()
            }
        }
    };
}

pub(crate) use six_verbs;
