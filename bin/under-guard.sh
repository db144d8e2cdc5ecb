# Runs the command that its arguments are; it and all that it starts end with whoever started this, however that ends.
# The shell becomes the command (exec), so the pid is the command's own. Beside it a guard waits for the end of the
# standard input, which comes when the starter is gone, and then kills the group the two are in.
exec 3<&0
(cat <&3 >/dev/null; kill -9 0) &
exec "$@" </dev/null 3<&-
