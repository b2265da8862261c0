"""Română."""

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Kind
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Strategy
from assignment.domain.texts.table import Texts

RO = Texts(
    kinds={Kind.ORDER: "Comanda", Kind.QUOTE: "Oferta", Kind.PURCHASE: "Achiziția"},
    sentences={
        Reason.TERMINAL_NO_CHANGE: (
            "{what} este deja încheiată (expediată, livrată, anulată sau cu răspuns), așa că nu se schimbă nimic."
        ),
        Reason.NO_CUSTOMER: "{what} vine de la un vizitator fără fișă de client și merge la {manager}.",
        Reason.MANAGER_INACTIVE: "{named} are contul dezactivat și nu poate primi clienți sau comenzi.",
        Reason.ORDER_MANAGER_FILLED_CARD: (
            "{what} este la {manager}, iar {customer} nu avea un manager activ, așa că {manager} apare acum și pe fișă."
        ),
        Reason.ORDER_MANAGER_REPLACED_STALE: (
            "{what} a fost dată către {manager}, care ia pe fișa clientului {customer} și locul ocupat de "
            "{former}, cu contul dezactivat."
        ),
        Reason.CONSISTENT: "{what} a fost dată către {manager}, care răspunde oricum de {customer}.",
        Reason.ORDER_OVERRIDE_LINK_KEPT: (
            "{what} a fost dată în mod expres către {manager}; {customer} rămâne la {card}."
        ),
        Reason.NO_CHANGE: ("{what} este deja la {manager}, iar {customer} la {card}, așa că nu se schimbă nimic."),
        Reason.CUSTOMER_MANAGER: "{what} merge la {manager}, care răspunde de {customer}.",
        Reason.COVER: (
            "{what} merge la {manager}, care ține locul pentru {card} pe durata absenței; {customer} rămâne la {card}."
        ),
        Reason.UNAVAILABLE_ASSIGNED: (
            "{what} merge la {manager}, care răspunde de {customer}: nu este acum la lucru, dar nimeni nu "
            "îi ține locul și setările cer atribuirea oricum."
        ),
        Reason.UNAVAILABLE_DISTRIBUTED: (
            "{what} merge la {manager} ({how}), pentru că {card} este {away} și nimeni nu îi ține "
            "locul; {customer} rămâne la {card}."
        ),
        Reason.HELD: (
            "{what} așteaptă fără manager: {card} este {away}, nimeni nu îi ține locul și setările cer așteptarea."
        ),
        Reason.ACTOR_REPLACED_STALE: (
            "{what} merge la {manager}, care a lucrat la ea și ia pe fișa clientului {customer} locul "
            "ocupat de {former}, cu contul dezactivat."
        ),
        Reason.CREATOR: (
            "{what} merge la {manager}, care a creat-o; {customer} nu avea manager, iar acum răspunde {manager}."
        ),
        Reason.EDITOR: (
            "{what} merge la {manager}, care a modificat-o și a salvat-o; {customer} nu avea manager, iar "
            "acum răspunde {manager}."
        ),
        Reason.INACTIVE_REPLACED: (
            "{what} merge la {manager} ({how}), pentru că {former} are contul dezactivat; de {customer} "
            "răspunde acum {manager}."
        ),
        Reason.DISTRIBUTED_NEW: (
            "{what} merge la {manager} ({how}); {customer} nu avea manager, iar acum răspunde {manager}."
        ),
        Reason.UNASSIGNED_DISTRIBUTION_OFF: (
            "{what} de la {customer} așteaptă fără manager, pentru că distribuirea automată este oprită."
        ),
        Reason.UNASSIGNED_NO_CANDIDATE: "{what} de la {customer} așteaptă fără manager: {why}.",
        Reason.CARD: "La crearea fișei, managerul ales pentru {customer} este {manager}.",
        Reason.CARD_EMPTY: ("Fișa clientului {customer} a fost creată fără manager; îl va aduce prima comandă."),
        Reason.POS_EXPLICIT: "La punctul de vânzare, managerul ales pentru {customer} este {manager}.",
        Reason.POS_CREATOR: ("{manager} a creat clientul {customer} la punctul de vânzare și de aceea răspunde de el."),
        Reason.POS_EXISTING: ("Clientul {customer} exista deja, așa că punctul de vânzare a lăsat fișa cum era."),
        Reason.CARD_CHANGED: ("Pe fișa clientului {customer} managerul a fost schimbat; acum este {manager}."),
        Reason.CARD_CLEARED: "De pe fișa clientului {customer} managerul a fost scos; era {former}.",
        Reason.TRANSFERRED: "Clientul {customer} a fost transferat de la {former} la {manager}.",
        Reason.TRANSFER_UNDONE: "Transferul a fost anulat: {customer} este din nou la {manager}.",
        Reason.MERGED: (
            "O altă fișă a clientului {customer} a fost unită cu aceasta, iar {manager}, care "
            "figura pe ea, a venit odată cu ea."
        ),
        Reason.UNMERGED: ("Unirea fișelor a fost anulată: {customer} este din nou la {manager}."),
    },
    guest_nobody="{what} vine de la un vizitator fără fișă de client și nu are încă manager.",
    no_change_same="{what} este deja la {manager}, care răspunde de {customer}, așa că nu se schimbă nimic.",
    card_untouched="Pe fișa clientului {customer} managerul nu a fost atins și rămâne cum era.",
    merged_away=(
        "Fișa clientului {customer} a fost unită cu o altă fișă a aceluiași client, care ține acum locul amândurora."
    ),
    unmerged_alone=("Unirea fișelor a fost anulată: {customer} este din nou fără manager, ca înainte."),
    orders_along="Comenzi în așteptare care au trecut și ele: {count}.",
    done_by="Prin decizia luată de {actor}.",
    by_settings="După versiunea {version} a setărilor de distribuire.",
    by_settings_and_pool="După versiunea {version} a setărilor de distribuire, grupul „{pool}”.",
    corrects="Înlocuiește o decizie anterioară.",
    orders_followed="Comenzile deschise de la {customer} au urmat transferul la {manager}.",
    how={
        Strategy.ROUND_ROBIN: "la rând",
        Strategy.LEAST_LOADED: "cele mai puține comenzi deschise",
        Strategy.WEIGHTED: "după cotele stabilite",
    },
    why_nobody={
        DrawOutcome.TOO_OLD: "este mai veche decât permit setările de distribuire",
        DrawOutcome.NO_POOL: "niciun grup de distribuire din setări nu o preia",
        DrawOutcome.EMPTY_POOL: "grupul de distribuire potrivit nu are membri",
        DrawOutcome.NOBODY_ELIGIBLE: "nimeni din grupul de distribuire nu o putea prelua",
    },
    not_chosen="Alte persoane: {people}.",
    passed_over={
        PassedOver.INACTIVE: "cont dezactivat",
        PassedOver.NOT_MANAGER: "fără rol de manager",
        PassedOver.ABSENT: "în absență",
        PassedOver.OUTSIDE_HOURS: "în afara programului",
        PassedOver.AT_CAPACITY: "fără capacitate liberă",
        PassedOver.QUOTA_USED: "cota zilnică epuizată",
        PassedOver.MORE_LOADED: "mai multe comenzi deschise",
        PassedOver.PASSED_BY_WHEEL: "rândul vine mai târziu",
    },
    and_more="încă {count}",
    unknown="cineva care nu mai apare în evidență",
)
