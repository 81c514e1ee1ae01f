"""LaTeX's names for mathematical characters, by the part they play."""

from __future__ import annotations

from typing import Literal

Role = Literal["op", "integral", "bin", "rel", "arrow", "open", "close", "fence", "punct", "ord"]

_LISTS: dict[Role, str] = {
    "op": (
        "∑ sum ∏ prod ∐ coprod ⋃ bigcup ⋂ bigcap ⨄ biguplus ⨆ bigsqcup ⋁ bigvee ⋀ bigwedge "
        "⨁ bigoplus ⨂ bigotimes ⨀ bigodot"
    ),
    "integral": "∫ int ∬ iint ∭ iiint ⨌ iiiint ∮ oint ∯ oiint",
    "bin": (
        "± pm ∓ mp × times ÷ div ∗ ast ⋆ star ∘ circ • bullet · cdot ∩ cap ∪ cup ⊎ uplus ⊓ sqcap "
        "⊔ sqcup ∨ vee ∧ wedge ∖ setminus ≀ wr ⋄ diamond △ triangle ▽ bigtriangledown "
        "◁ triangleleft ▷ triangleright ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot ◯ bigcirc "
        "† dagger ‡ ddagger ⨿ amalg ⊞ boxplus ⊟ boxminus ⊠ boxtimes ⊡ boxdot ⋉ ltimes ⋊ rtimes "
        "⋋ leftthreetimes ⋌ rightthreetimes ⋒ Cap ⋓ Cup ⊻ veebar ⊼ barwedge ∔ dotplus "
        "⋎ curlyvee ⋏ curlywedge ⊺ intercal ⊚ circledcirc ⊛ circledast ⊝ circleddash "
        "⋇ divideontimes"
    ),
    "rel": (
        "≤ leq ≥ geq ≪ ll ≫ gg ≺ prec ≻ succ ⪯ preceq ⪰ succeq ∼ sim ≃ simeq ≈ approx ≡ equiv "
        "≅ cong ≍ asymp ≐ doteq ∝ propto ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊏ sqsubset "
        "⊐ sqsupset ⊑ sqsubseteq ⊒ sqsupseteq ∈ in ∋ ni ∉ notin ⊢ vdash ⊣ dashv ⊨ models ∣ mid "
        "⋈ bowtie ⌣ smile ⌢ frown ≠ neq ⩽ leqslant ⩾ geqslant ≲ lesssim ≳ gtrsim ⪅ lessapprox "
        "⪆ gtrapprox ≦ leqq ≧ geqq ≶ lessgtr ≷ gtrless ⋚ lesseqgtr ⋛ gtreqless ≼ preccurlyeq "
        "≽ succcurlyeq ≾ precsim ≿ succsim ⋞ curlyeqprec ⋟ curlyeqsucc ⊲ vartriangleleft "
        "⊳ vartriangleright ⊴ trianglelefteq ⊵ trianglerighteq ≜ triangleq ≏ bumpeq ≎ Bumpeq "
        "≑ doteqdot ≓ risingdotseq ≒ fallingdotseq ≖ eqcirc ≗ circeq ∽ backsim ⋍ backsimeq "
        "⋐ Subset ⋑ Supset ⫅ subseteqq ⫆ supseteqq ⊩ Vdash ⊪ Vvdash ≬ between ⋔ pitchfork "
        "∴ therefore ∵ because ≊ approxeq ≂ eqsim ⋖ lessdot ⋗ gtrdot ⪋ lesseqqgtr ⪌ gtreqqless "
        "≮ nless ≯ ngtr ≰ nleq ≱ ngeq ⊀ nprec ⊁ nsucc ⋠ npreceq ⋡ nsucceq ≨ lneqq ≩ gneqq "
        "⪇ lneq ⪈ gneq ⋦ lnsim ⋧ gnsim ⪉ lnapprox ⪊ gnapprox ⋨ precnsim ⋩ succnsim ≁ nsim "
        "≇ ncong ⊈ nsubseteq ⊉ nsupseteq ⊊ subsetneq ⊋ supsetneq ⫋ subsetneqq ⫌ supsetneqq "
        "∤ nmid ∦ nparallel ⊬ nvdash ⊭ nvDash ⊮ nVdash ⊯ nVDash ⋪ ntriangleleft "
        "⋫ ntriangleright ⋬ ntrianglelefteq ⋭ ntrianglerighteq ⟂ perp ⊸ multimap ≔ coloneqq "
        "⪕ eqslantless ⪖ eqslantgtr"
    ),
    "arrow": (
        "← leftarrow → rightarrow ↑ uparrow ↓ downarrow ↔ leftrightarrow ↕ updownarrow "
        "⇐ Leftarrow ⇒ Rightarrow ⇑ Uparrow ⇓ Downarrow ⇔ Leftrightarrow ⇕ Updownarrow "
        "↗ nearrow ↘ searrow ↙ swarrow ↖ nwarrow ↦ mapsto ⟼ longmapsto ↪ hookrightarrow "
        "↩ hookleftarrow ⇀ rightharpoonup ⇁ rightharpoondown ↼ leftharpoonup ↽ leftharpoondown "
        "⇌ rightleftharpoons ⇋ leftrightharpoons ⟶ longrightarrow ⟵ longleftarrow "
        "⟷ longleftrightarrow ⟹ Longrightarrow ⟸ Longleftarrow ⟺ Longleftrightarrow "
        "⇝ rightsquigarrow ↭ leftrightsquigarrow ↠ twoheadrightarrow ↞ twoheadleftarrow "
        "↣ rightarrowtail ↢ leftarrowtail ⇉ rightrightarrows ⇇ leftleftarrows ⇈ upuparrows "
        "⇊ downdownarrows ⇄ rightleftarrows ⇆ leftrightarrows ⇛ Rrightarrow ⇚ Lleftarrow "
        "↚ nleftarrow ↛ nrightarrow ⇍ nLeftarrow ⇏ nRightarrow ⇎ nLeftrightarrow "
        "↮ nleftrightarrow ↶ curvearrowleft ↷ curvearrowright ⟲ circlearrowleft "
        "⟳ circlearrowright ↺ circlearrowleft ↻ circlearrowright ↰ Lsh ↱ Rsh ↾ upharpoonright "
        "⇂ downharpoonright ↿ upharpoonleft ⇃ downharpoonleft ↫ looparrowleft "
        "↬ looparrowright"
    ),
    "open": "⌊ lfloor ⌈ lceil ⟨ langle ⟦ llbracket ⌜ ulcorner ⌞ llcorner",
    "close": "⌋ rfloor ⌉ rceil ⟩ rangle ⟧ rrbracket ⌝ urcorner ⌟ lrcorner",
    "ord": (
        "α alpha β beta γ gamma δ delta ϵ epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda "
        "μ mu ν nu ξ xi π pi ρ rho σ sigma τ tau υ upsilon ϕ phi χ chi ψ psi ω omega "
        "ε varepsilon ϑ vartheta ϖ varpi ϱ varrho ς varsigma φ varphi ϰ varkappa ϝ digamma "
        "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega "
        "∞ infty ∂ partial ∇ nabla ∅ emptyset ∀ forall ∃ exists ∄ nexists ¬ neg ℵ aleph ℶ beth "
        "ℷ gimel ℸ daleth ℏ hbar ℓ ell ℘ wp ℜ Re ℑ Im ⊤ top ⊥ bot ∠ angle ∡ measuredangle "
        "∢ sphericalangle ♭ flat ♮ natural ♯ sharp ♣ clubsuit ♢ diamondsuit ♡ heartsuit "
        "♠ spadesuit ′ prime ‵ backprime ı imath ȷ jmath √ surd □ square ■ blacksquare "
        "◊ lozenge ⧫ blacklozenge ★ bigstar ▲ blacktriangle ▼ blacktriangledown ∁ complement "
        "ð eth Ⅎ Finv ⅁ Game ℧ mho … ldots ⋯ cdots ⋮ vdots ⋱ ddots Ⓢ circledS ✓ checkmark "
        "✠ maltese ¥ yen £ pounds § S ¶ P ® circledR ϶ backepsilon ◀ blacktriangleleft "
        "▶ blacktriangleright ° degree"
    ),
}

COMMANDS: dict[str, str] = {}
"""What writes a character, as `\\alpha`."""
ROLES: dict[str, Role] = {}
"""Which part a character plays."""

for _role, _list in _LISTS.items():
    _words = _list.split()
    for _sign, _name in zip(_words[::2], _words[1::2], strict=True):
        COMMANDS[_sign] = "\\" + _name
        ROLES[_sign] = _role

COMMANDS |= {
    "{": r"\{",
    "}": r"\}",
    "‖": r"\|",
    "⏐": "|",
    "\\": r"\backslash",
    "−": "-",
    "→": r"\to",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "°": r"{}^\circ",
    "⅁": r"\Game",
    "’": "'",
}
_PLAIN: dict[Role, str] = {
    "open": "([{",
    "close": ")]}",
    "fence": "|‖⏐",
    "punct": ",;",
    "bin": "+−-∗/",
    "rel": "=<>:",
}
"""Signs that need no command, or none of their own."""
ROLES |= {_sign: _role for _role, _signs in _PLAIN.items() for _sign in _signs}

ACCENTS = {
    "\u0302": "hat",
    "ˆ": "hat",
    "^": "hat",
    "\u0303": "tilde",
    "˜": "tilde",
    "~": "tilde",
    "∼": "tilde",
    "\u0304": "bar",
    "¯": "bar",
    "ˉ": "bar",
    "\u0307": "dot",
    "˙": "dot",
    "\u0308": "ddot",
    "¨": "ddot",
    "\u20db": "dddot",
    "\u20d7": "vec",
    "→": "vec",
    "\u030c": "check",
    "ˇ": "check",
    "\u0306": "breve",
    "˘": "breve",
    "\u0301": "acute",
    "´": "acute",
    "\u0300": "grave",
    "`": "grave",
    "\u030a": "mathring",
    "˚": "mathring",
}
WIDE_ACCENTS = {"hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow", "bar": "overline"}
"""The forms that stretch over what they stand on."""

NEGATED = {
    "=": r"\neq",
    "∈": r"\notin",
    "∋": r"\not\ni",
    "∃": r"\nexists",
    "<": r"\not<",
    ">": r"\not>",
}
"""Characters with a stroke through them, where it is not `\\not` and the character."""

_FUNCTION_LIST = (
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim "
    "ln log max min sec sin sinh sup tan tanh Pr"
)
FUNCTIONS = frozenset(_FUNCTION_LIST.split())
"""Operators LaTeX has by name."""
LIMIT_FUNCTIONS = frozenset(
    {"det", "gcd", "inf", "lim", "max", "min", "sup", "Pr", "limsup", "liminf"}
)
"""Those whose index stands below them in a display."""

ALPHABETS = {
    "cal": "mathcal",
    "scr": "mathscr",
    "frak": "mathfrak",
    "bb": "mathbb",
    "bf": "mathbf",
    "bi": "boldsymbol",
    "sf": "mathsf",
    "tt": "mathtt",
    "up": "mathrm",
    "ti": "mathit",
}
"""The command of each style of letters but the italic of mathematics."""
