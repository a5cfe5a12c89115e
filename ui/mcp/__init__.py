"""The Model Context Protocol: the tools, their schemas, and the server that offers them over stdio and HTTP."""
