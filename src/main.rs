//! The `mailuo` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    mailuo::shell::main()
}
