# Read by `make shell` in place of ~/.bashrc, which it reads first: a PATH of yours must not hide the checkout's commands.
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
PATH=$OWN_PATH:$PATH
PS1="(offers) $PS1"
