//! What the system knows of a process: CPU time and resident memory (Linux, proc(5)).

use std::fs;

use anyhow::Context;

/// Clock ticks a second in /proc, the same on every Linux that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// CPU seconds that a process has used, user and system, all threads.
pub fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the process is gone")?;
    // The second field is the name in brackets and may hold blanks; user and system time are fields 14 and 15.
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).context("an odd /proc/pid/stat");
    Ok((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}

/// Resident memory in MB.
pub fn resident_mb(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_process_uses_memory_and_time() {
        let pid = std::process::id();
        assert!(super::resident_mb(pid).unwrap() > 1.0);
        assert!(super::cpu_seconds(pid).unwrap() >= 0.0);
    }
}
