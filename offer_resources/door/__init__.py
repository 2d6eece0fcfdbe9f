"""What both doors share: the process, the engine that started it, and the names that program and provider use."""
