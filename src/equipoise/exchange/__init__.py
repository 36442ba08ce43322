"""Pure data in and out: what laboratories and other systems send, and what is sent to them. Nothing here opens a file or a line."""
