"""The LaTeX macros that exported titles and abstracts hold beyond those that pylatexenc knows."""

from __future__ import annotations

# Read without their dress: letters in script or bold are lost to a reader's search.
# fmt: off
ONE_ARGUMENT = (
    "text", "textrm", "textit", "textbf", "texttt", "textsc", "textsf", "textsl", "textup", "textnormal",
    "emph", "underline", "uline", "mbox", "hbox", "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal",
    "mathbb", "mathfrak", "mathscr", "boldsymbol", "bm", "operatorname", "ensuremath", "url", "path",
    "enquote", "textsubscript", "ce", "cf", "num", "unit", "si", "textmd", "textlf", "mathop", "mathnormal", "mathds",
    "overline", "underbrace", "acs", "acl", "gls", "acrshort", "textquote", "nolinkurl", "fbox", "ul", "sout",
)
TWO_ARGUMENTS = ("SI", "qty", "textcolor", "foreignlanguage", "numrange")
NOTHING = ("phantom", "vphantom", "hphantom", "vspace", "hspace", "vskip", "index", "thanks", "pagestyle")
SYMBOLS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textbardbl": "‖", "textasciicircum": "^",
    "textperiodcentered": "·", "texttimes": "×", "textmu": "µ", "textdiv": "÷", "textpm": "±", "textminus": "−",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textonesuperior": "¹", "texttwosuperior": "²",
    "textthreesuperior": "³", "textohm": "Ω", "textperthousand": "‰", "textnumero": "№", "texteuro": "€",
    "textsection": "§", "textparagraph": "¶", "textbraceleft": "{", "textbraceright": "}", "xspace": "",
    "ignorespaces": "",
    "percent": "%", "degree": "°", "celsius": "°C", "micro": "µ", "kilo": "k", "mega": "M", "giga": "G",
    "tera": "T", "milli": "m", "centi": "c", "nano": "n", "pico": "p", "meter": "m", "metre": "m", "gram": "g",
    "second": "s", "hertz": "Hz", "kelvin": "K", "watt": "W", "volt": "V", "byte": "B", "litre": "l", "liter": "l",
    "minute": "min", "hour": "h", "day": "d", "joule": "J", "pascal": "Pa", "ampere": "A", "mole": "mol", "per": "/",
    # Journals as the American Astronomical Society abbreviates them, which ADS writes in every entry.
    "aj": "AJ", "apj": "ApJ", "apjl": "ApJL", "apjs": "ApJS", "aap": "A&A", "aaps": "A&AS", "araa": "ARA&A",
    "mnras": "MNRAS", "pasp": "PASP", "pasj": "PASJ", "nat": "Nature", "prl": "Phys. Rev. Lett.", "pra": "Phys. Rev. A",
    "prb": "Phys. Rev. B", "prc": "Phys. Rev. C", "prd": "Phys. Rev. D", "pre": "Phys. Rev. E", "jcap": "JCAP",
    "icarus": "Icarus", "solphys": "Sol. Phys.", "ssr": "Space Sci. Rev.", "jgr": "J. Geophys. Res.", "grl": "GRL",
    "physrep": "Phys. Rep.", "planss": "Planet. Space Sci.", "procspie": "Proc. SPIE", "apss": "Ap&SS",
}
SWITCHES = (
    "bf", "it", "sc", "em", "tt", "rm", "sf", "sl", "bfseries", "itshape", "scshape", "ttfamily",
    "normalfont", "small", "large", "left", "right", "displaystyle",
)
REFERENCES = (
    "cite", "citet", "citep", "citealt", "citealp", "citeauthor", "citeyear", "ref", "label", "eqref",
    "footnote",
)
# fmt: on
