"""Tables of papers for programs: over HTTP and MCP."""
