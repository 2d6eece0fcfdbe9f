"""What both doors have in common: the process, the engine that started it, and what a program and it have agreed on."""
