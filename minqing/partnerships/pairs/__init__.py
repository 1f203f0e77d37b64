"""Pairs (联系结对): which leader is linked with which community, which unit builds with which."""
