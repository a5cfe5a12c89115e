"""How one asks for papers that are on the shelf twice; a pattern only."""

from __future__ import annotations


def duplicates(here: str) -> str:
    """Return the pattern; ``here`` is that of what may be said of the shelf behind it."""
    return rf"""(?:(?:(?:are|is)\ there\ |any\ |do\ (?:i|we|you)\ have\ |which\ (?:papers\ )?are\ |find\ |all\ |the\x20
              |(?:which|what)\ )*(?:duplicates?|doubles|duplicated\ (?:papers|entries)|duplicate\ (?:papers
              |entries|titles))(?:\ (?:papers|entries))?{here}
            |(?:which|what|are\ there|(?:are|is|do|does)\ any|any)\s+(?:any\s+)?(?:(?:of\ )?(?:the|these|my)\ )?
              (?:papers?
              |entries|entry)\ (?:(?:that|in|on|the|this|my|shelf|collection|library|have|has|share|with|are|is
              |here|stand|listed|stored|appears?|occurs?|shows?\ up)\ )*(?:the\ same\ title|twice
              |more\ than\ once)(?:\ (?:here|on\ the\ shelf))?
            |(?:(?:which|what|are|is|do|does|did|there|have|i|we|you|any|some|find|all|the|pairs?\ of|of)\ )*(?:two|2
              |several|different|pairs?\ of|both)\x20
              (?:(?:of\ )?(?:the|these|my)\ )?(?:papers?|entries)\x20
              (?:(?:that|which|are|have|has|share|sharing|bear|bearing|carry|with|here|really|actually|in\ fact
              |exactly)\ )*
              (?:(?:one\ and\ )?(?:the|a)\ )?(?:same|identical|common)
              (?:\ (?:title|name|one|paper|titles))?
            |(?:(?:is|are|was|were|does|do|has|have|any|some|which|what|a)\ )*(?:papers?|entry|entries)\x20
              (?:(?:is|are|was|were|been
              |has|have|in|here|that|which)\ )*
              (?:included|listed|stored|recorded|imported|entered|present|held|there)\x20
              (?:twice|more\ than\ once|several\ times|repeatedly)
              )"""
