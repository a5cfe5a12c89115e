"""The LaTeX macros that exported titles and abstracts hold beyond those that pylatexenc knows."""

from __future__ import annotations

# The alphabet as textgreek names it; the place after rho is that of the final sigma.
_GREEK = (
    *"alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho".split(),
    *"varsigma sigma tau upsilon phi chi psi omega".split(),
)
# Read without their dress: letters in script or bold are lost to a reader's search.
# fmt: off
ONE_ARGUMENT = (
    "text", "textrm", "textit", "textbf", "texttt", "textsc", "textsf", "textsl", "textup", "textnormal",
    "emph", "underline", "uline", "mbox", "hbox", "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal",
    "mathbb", "mathfrak", "mathscr", "boldsymbol", "bm", "operatorname", "ensuremath", "url", "path",
    "textsubscript", "cf", "num", "unit", "si", "textmd", "textlf", "mathop", "mathnormal", "mathds",
    "overline", "underbrace", "acs", "acl", "gls", "acrshort", "acrlong", "ac", "hl", "nolinkurl", "fbox", "ul", "sout",
)
# Of several arguments those that are read, as pylatexenc writes them.
ARGUMENTS = {
    "SI": (2, "%(1)s %(2)s"), "qty": (2, "%(1)s %(2)s"), "numrange": (2, "%(1)s–%(2)s"),
    "SIrange": (3, "%(1)s–%(2)s %(3)s"), "qtyrange": (3, "%(1)s–%(2)s %(3)s"), "enquote": (1, "“%(1)s”"),
    "textquote": (1, "“%(1)s”"), "textcolor": (2, "%(2)s"), "foreignlanguage": (2, "%(2)s"), "href": (2, "%(2)s"),
    "raisebox": (2, "%(2)s"), "colorbox": (2, "%(2)s"), "texorpdfstring": (2, "%(1)s"), "ang": (1, "%(1)s°"),
    "hspace": (1, " "),
}
FRACTIONS = ("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac")
NOTHING = ("phantom", "vphantom", "hphantom", "vspace", "vskip", "index", "thanks", "pagestyle", "color")
SYMBOLS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textbardbl": "‖", "textasciicircum": "^",
    "textperiodcentered": "·", "texttimes": "×", "textdiv": "÷", "textpm": "±", "textminus": "−",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textonesuperior": "¹", "texttwosuperior": "²",
    "textthreesuperior": "³", "textohm": "Ω", "textperthousand": "‰", "textnumero": "№", "texteuro": "€",
    "textsection": "§", "textparagraph": "¶", "textbraceleft": "{", "textbraceright": "}", "xspace": "",
    "ignorespaces": "", "noindent": "", "centering": "", "protect": "", "relax": "", "/": "",
    "newline": " ", "par": " ",
    "textunderscore": "_", "textquotedbl": '"', "textasteriskcentered": "∗", "textcelsius": "°C",
    "pounds": "£", "S": "§", "P": "¶", "ddag": "‡", "copyright": "©", "ne": "≠", "lVert": "‖", "rVert": "‖",
    "lvert": "|", "rvert": "|", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "LaTeXe": "LaTeX2e", "XeLaTeX": "XeLaTeX",
    **{f"text{name}": chr(ord("α") + place) for place, name in enumerate(_GREEK)}, "textmu": "µ",
    **{f"text{name.capitalize()}": chr(ord("Α") + place) for place, name in enumerate(_GREEK)},
    "percent": "%", "degree": "°", "celsius": "°C", "micro": "µ", "kilo": "k", "mega": "M", "giga": "G",
    "tera": "T", "milli": "m", "centi": "c", "nano": "n", "pico": "p", "meter": "m", "metre": "m", "gram": "g",
    "second": "s", "hertz": "Hz", "kelvin": "K", "watt": "W", "volt": "V", "byte": "B", "bit": "bit", "newton": "N",
    "farad": "F",
    "tesla": "T", "ohm": "Ω", "decibel": "dB", "angstrom": "Å", "electronvolt": "eV", "dalton": "Da", "femto": "f",
    "hecto": "h",
    "deci": "d", "degreeCelsius": "°C", "squared": "²", "cubed": "³", "litre": "l", "liter": "l",
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
