"""A word -> whether it is a form of a verb that is seldom a noun: in a question no thing that it asks about."""

from __future__ import annotations

_PLAIN = frozenset(
    """accept achieve acquire adapt add adjust admit adopt affect afford agree align allow amplify analyse analyze
    annotate announce anticipate appear apply appoint approve argue arise arrange arrive ask assemble assess assign
    assume attain attend attract avoid bake become begin behave believe belong bind borrow bring build buy calculate
    carry choose cite clarify classify collect combine come communicate compare compete compile complain comply
    compose compress compute conclude conduct confirm confuse connect consider consist construct consult consume
    contain continue contribute convert convince cook cope create decide declare decode deduce defeat defend define
    degrade deliver demonstrate deny depend deploy derive describe deserve destroy detect determine develop devise
    diagnose die differ disagree disappear disclose discover discuss distinguish distribute donate draw earn eat
    educate elect eliminate embed emerge emit employ enable encode encounter encourage enhance enjoy enlarge ensure
    enter establish evaluate examine exceed exclude execute exist expand expect explain explore expose express
    extend extract fail feel fetch find finish fly follow forbid forget gather generate get give go govern grow
    guarantee handle happen hear help hesitate hide hold hurt identify ignore illustrate imagine implement imply
    improve include incorporate indicate infer inform inherit initialise initialize inject inspect inspire install
    integrate interact interpret introduce invent invest investigate invite involve join justify keep kill know lack
    learn leave lend let lie listen locate lose maintain make manage mean meet memorise memorize mention merge
    mitigate modify motivate move multiply mutate neglect negotiate obey observe obtain occur omit operate optimise
    optimize organise organize originate outperform overcome own participate pay perform permit persuade possess
    postpone precede predict prefer prepare preserve prevent proceed produce pronounce propose protect prove provide
    publish punish pursue quantify quit raise reach react read realise realize receive recognise recognize recommend
    reconstruct recover reduce refer refuse regulate reject relate rely remain remember remove render repeat replace
    represent reproduce require resemble resist resolve respond restore restrict retain retire retrieve reuse reveal
    rewrite satisfy save say see seek seem select sell send serve settle shrink simplify simulate sing sit solve
    speak specify spend stand stay steal strengthen struggle submit succeed sue suffer suggest summarise summarize
    suppose surpass survive suspect swim tackle take teach tell tend terminate think throw tolerate transcribe
    transform translate transmit treat try undergo understand use vaccinate validate vanish vary verify violate wait
    want warn wear weigh win withdraw wonder write""".split()
)
_PASTS = frozenset(
    """ate began bought broke brought built came caught chose drank drew drove fell felt flew forgot found fought gave
    got grew heard held hid kept knew led left lent lost made meant met paid ran rose said sang sat saw sent shrank sold
    slept spent spoke stole stood swam taught thought threw told took understood went woke won wore wrote""".split()
)


def is_verb(word: str) -> bool:
    """Tell whether ``word`` is a form of such a verb; not its -ing form, which is a noun as often ("training")."""
    low = word.lower()
    if low in _PLAIN or low in _PASTS:
        return True
    if low.endswith(("ies", "ied")):
        return f"{low[:-3]}y" in _PLAIN
    if low.endswith("s"):
        return low[:-1] in _PLAIN or (low.endswith("es") and low[:-2] in _PLAIN)
    if low.endswith("ed"):
        doubled = len(low) > 4 and low[-3] == low[-4] and low[:-3] in _PLAIN
        return low[:-1] in _PLAIN or low[:-2] in _PLAIN or doubled
    return False
