//! The `mailuo` command.

fn main() {}
