"""Files in pieces over a bad line: the server side of tus 1.0 (https://tus.io)."""
