"""The development identity provider: anybody signs in as anybody, hence refused outside development."""
