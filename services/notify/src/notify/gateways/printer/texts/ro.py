"""Română."""

from notify.domain.templates import Template
from notify.gateways.printer.texts.table import Labels, Texts, Wording

RO = Texts(
    kinds={"order": "Comanda", "quote": "Oferta", "purchase": "Achiziția"},
    channels={
        "office": "Birou",
        "pos": "Punct de vânzare",
        "link": "Link de comandă",
        "web": "Magazin online",
        "api": "API",
    },
    labels=Labels(
        customer="Client",
        contact_person="Persoană de contact",
        email="E-mail",
        phone="Telefon",
        address="Adresă",
        vat_number="Cod TVA",
        channel="Canal",
        received="Primită",
        product="Produs",
        quantity="Cant.",
        unit_price="Preț unitar",
        discount="Reducere",
        total="Total",
        why="De ce primiți acest mesaj",
        manager="Manager",
        open_order="Deschideți înregistrarea",
        open_customer="Deschideți clientul",
        decision="Decizie",
        customers="Clienți",
        open_orders="Comenzi deschise",
        see_stale="Vedeți clienții",
        see_orders="Vedeți comenzile mele",
        see_customers="Vedeți clienții mei",
        open_transfer="Deschideți transferul",
        came_from="De la",
        went_to="Către",
        choose="Alegeți ce mesaje primiți",
        please_note="De reținut",
        valid_until="Valabil până la",
        passcode="Parolă",
        comes_apart="Vă parvine pe altă cale",
        your_contact="Contactul dumneavoastră",
        open_shop="Deschideți magazinul",
        answer_quote="Acceptați sau refuzați",
        said="Motivul",
    ),
    wordings={
        Template.ORDER: Wording(
            "{what} {number} · {customer} · {total}", "{what} {number}", "{customer} așteaptă răspunsul dumneavoastră."
        ),
        Template.ORDER_CARD_MANAGER: Wording(
            "{what} {number} de la {customer} a ajuns la {manager}",
            "{what} {number} a ajuns la {manager}",
            "Vine de la clientul dumneavoastră {customer}, care vă rămâne.",
        ),
        Template.ORDER_SUPERVISOR: Wording(
            "{what} {number} de la {customer} este la {manager}",
            "{what} {number} este la {manager}",
            "Vine de la {customer}.",
        ),
        Template.UNASSIGNED: Wording(
            "Fără manager: {what} {number} · {customer} · {total}",
            "{what} {number} nu are manager",
            "{customer} așteaptă și încă nu se ocupă nimeni.",
        ),
        Template.CARD_GOT: Wording(
            "{customer} este acum clientul dumneavoastră",
            "{customer} este acum clientul dumneavoastră",
            "De acum comenzile acestui client ajung la dumneavoastră.",
        ),
        Template.CARD_LOST: Wording(
            "{customer} nu mai este clientul dumneavoastră",
            "{customer} nu mai este clientul dumneavoastră",
            "De acum comenzile acestui client nu mai ajung la dumneavoastră.",
        ),
        Template.CARD_SUPERVISOR: Wording(
            "S-a schimbat managerul clientului {customer}",
            "S-a schimbat managerul clientului {customer}",
            "Clientul este acum la {manager}.",
        ),
        Template.STAFF_LEFT: Wording(
            "{manager} nu mai este în activitate: realocați {customers} și {orders}",
            "Realocați {customers} și {orders}",
            "{manager} nu mai este în activitate și figurează încă la cele numărate aici.",
        ),
        Template.COVERED: Wording(
            "În absența dumneavoastră: {orders}",
            "În absența dumneavoastră: {orders}",
            "De clienții dumneavoastră s-a ocupat altcineva, iar ei rămân la dumneavoastră.",
        ),
        Template.TRANSFER_GOT: Wording(
            "De acum în grija dumneavoastră: {customers} de la {manager}",
            "De acum în grija dumneavoastră: {customers}",
            "De acum înainte comenzile lor ajung la dumneavoastră.",
        ),
        Template.TRANSFER_GAVE: Wording(
            "Transfer către {manager}: {customers}",
            "Transfer: {customers}",
            "De acum înainte comenzile acestor clienți nu mai ajung la dumneavoastră.",
        ),
        Template.TRANSFER_DONE: Wording(
            "Transfer încheiat: {customers}", "Transfer încheiat: {customers}", "Iată ce s-a întâmplat cu clienții."
        ),
        Template.DIGEST: Wording(
            "Rezumatul dumneavoastră: {mails}",
            "Rezumatul dumneavoastră: {mails}",
            "Iată ce a venit de la cel anterior încoace.",
        ),
        Template.QUOTE_DECLINED: Wording(
            "Refuzată: {what} {number} · {customer} · {total}",
            "{what} {number} a fost refuzată",
            "{customer} a spus nu.",
        ),
        Template.QUOTE_EXPIRED: Wording(
            "Expirată: {what} {number} · {customer} · {total}",
            "{what} {number} a expirat",
            "{customer} nu a răspuns la timp.",
        ),
        Template.LINK_LEAK: Wording(
            "{customer}: este posibil ca linkul de comandă să circule",
            "Verificați linkul de comandă al clientului {customer}",
            "A fost deschis din {networks} începând cu {since}.",
        ),
        Template.ORDER_LINK: Wording(
            "Linkul dumneavoastră personal de comandă · {shop}",
            "Linkul dumneavoastră personal de comandă",
            "Răsfoiți catalogul la prețurile dumneavoastră și comandați oricând, fără cont.",
        ),
        Template.QUOTE: Wording(
            "{what} {number} · {shop} · {total}", "{what} {number}", "Aceasta este oferta noastră pentru dumneavoastră."
        ),
        Template.CONFIRMATION: Wording(
            "Am primit: {what} {number} · {total}", "Vă mulțumim!", "Totul a ajuns la noi. Iată ce ați comandat."
        ),
    },
    yours={
        "NO_CUSTOMER": "Vine de la cineva fără fișă de client și v-a fost dată dumneavoastră.",
        "ORDER_MANAGER_FILLED_CARD": "Vă ocupați de ea, iar {customer} nu avea manager activ: acum sunteți "
        "dumneavoastră.",
        "ORDER_MANAGER_REPLACED_STALE": "Ați fost ales; managerul clientului {customer} este inactiv, deci îl "
        "înlocuiți și în fișă.",
        "CONSISTENT": "Ați fost ales și sunteți oricum managerul clientului {customer}.",
        "ORDER_OVERRIDE_LINK_KEPT": "Ați fost ales pentru acest caz; {customer} rămâne la managerul obișnuit.",
        "CUSTOMER_MANAGER": "Sunteți managerul clientului {customer}.",
        "COVER": "Țineți locul managerului clientului {customer}, care lipsește.",
        "UNAVAILABLE_ASSIGNED": "Sunteți managerul clientului {customer}; figurați ca absent, dar nu vă ține nimeni "
        "locul.",
        "UNAVAILABLE_DISTRIBUTED": "Managerul clientului {customer} lipsește și nu îi ține nimeni locul, așa că v-a "
        "fost dată dumneavoastră.",
        "ACTOR_REPLACED_STALE": "Ați lucrat la ea și îl înlocuiți pe managerul inactiv al clientului {customer}.",
        "CREATOR": "Ați creat-o, iar {customer} nu avea manager: acum sunteți dumneavoastră.",
        "EDITOR": "Ați editat-o și salvat-o, iar {customer} nu avea manager: acum sunteți dumneavoastră.",
        "INACTIVE_REPLACED": "Managerul clientului {customer} este inactiv; distribuirea v-a ales, iar de acum "
        "clientul este al dumneavoastră.",
        "DISTRIBUTED_NEW": "{customer} nu avea manager; distribuirea v-a ales, iar de acum clientul este al "
        "dumneavoastră.",
        "CARD": "Ați fost ales ca manager la crearea fișei clientului {customer}.",
        "POS_EXPLICIT": "Ați fost ales la punctul de vânzare ca manager al clientului {customer}.",
        "POS_CREATOR": "Ați creat fișa clientului {customer} la punctul de vânzare.",
        "CARD_CHANGED": "Ați fost ales ca nou manager în fișa clientului {customer}.",
        "MERGED": "O altă fișă a clientului {customer} era a dumneavoastră; cele două sunt acum una, "
        "iar clientul este al dumneavoastră.",
        "UNMERGED": "Două fișe unite au fost despărțite din nou, iar {customer} este al dumneavoastră, ca înainte.",
    },
    theirs={
        "ORDER_OVERRIDE_LINK_KEPT": "Pentru acest caz a fost ales anume {manager}; {customer} își păstrează managerul.",
        "COVER": "{manager} ține locul pe durata absenței; {customer} își păstrează managerul.",
        "UNAVAILABLE_DISTRIBUTED": "Managerul clientului {customer} lipsește și nu îi ține nimeni locul; distribuirea "
        "a ales: {manager}.",
        "ACTOR_REPLACED_STALE": "{manager} a lucrat la ea și îl înlocuiește pe managerul inactiv al clientului "
        "{customer}.",
        "INACTIVE_REPLACED": "Managerul clientului {customer} este inactiv; distribuirea a ales: {manager}.",
        "ORDER_MANAGER_REPLACED_STALE": "A fost ales {manager}, care îl înlocuiește pe managerul inactiv al clientului "
        "{customer}.",
        "ORDER_MANAGER_FILLED_CARD": "{manager} are o comandă de la {customer} și apare acum și în fișă.",
        "CARD_CHANGED": "În fișa clientului {customer} managerul a fost schimbat; acum este {manager}.",
        "CARD_CLEARED": "Din fișa clientului {customer} managerul a fost scos.",
        "MERGED": "Această fișă a clientului {customer} a fost unită cu o altă fișă a aceluiași client, "
        "care își păstrează managerul.",
    },
    nobody={
        "UNASSIGNED_DISTRIBUTION_OFF": "{customer} nu are manager activ, iar distribuirea automată este oprită.",
        "UNASSIGNED_NO_CANDIDATE": "{customer} nu are manager activ, iar distribuirea nu a găsit pe nimeni disponibil.",
        "HELD": "Managerul clientului {customer} lipsește, nu îi ține nimeni locul, iar setările cer să se aștepte.",
        "NO_CUSTOMER": "Vine de la cineva fără fișă de client și nu a putut fi dată nimănui.",
    },
    notices={
        "STAFF_DEACTIVATED": "Sunteți printre supervizori. Comenzile care vin de acum ajung la altcineva; clienții "
        "nu au manager activ până când sunt realocați.",
        "COVER": "Ați lipsit, iar aceste comenzi au ajuns la cine v-a ținut locul.",
        "TRANSFERRED": "Clienții au fost predați într-un singur transfer, cu istoricul și notițele lor.",
        "TRANSFER_UNDONE": "Un transfer anterior a fost anulat. Ce au schimbat alții între timp rămâne cum este.",
        "DIGEST": "Ați ales să le primiți o dată pe zi.",
        "QUOTE_DECLINED": "Oferta este a dumneavoastră. Revizuiți-o dacă puteți propune ceva mai bun.",
        "QUOTE_EXPIRED": "Oferta este a dumneavoastră. Revizuiți-o pentru a o propune din nou.",
        "LINK_LEAK_SUSPECTED": "Un singur client nu are atâtea. Dacă {customer} nu a dat linkul mai departe, "
        "reînnoiți-l sau revocați-l; comenzile rămân cum sunt.",
    },
    advice={
        "ORDER_LINK_SENT": "Linkul este numai pentru dumneavoastră: oricine îl are poate comanda în numele "
        "dumneavoastră.",
        "QUOTE_SENT": "O puteți accepta sau refuza pe pagina ei, fără cont.",
        "ORDER_RECEIVED": "Nu mai aveți nimic de făcut. Dacă ceva nu este clar, vă contactăm.",
    },
    outcomes={
        "assigned": "Transferați",
        "unchanged": "Neschimbați",
        "conflict": "În conflict",
        "forbidden": "Nepermiși",
        "not_found": "Negăsiți",
    },
    counted={
        "customers": {"one": "{n} client", "few": "{n} clienți", "other": "{n} de clienți"},
        "open_orders": {
            "one": "{n} comandă deschisă",
            "few": "{n} comenzi deschise",
            "other": "{n} de comenzi deschise",
        },
        "orders": {"one": "{n} comandă", "few": "{n} comenzi", "other": "{n} de comenzi"},
        "colleagues": {"one": "{n} coleg", "few": "{n} colegi", "other": "{n} de colegi"},
        "mails": {"one": "{n} mesaj", "few": "{n} mesaje", "other": "{n} de mesaje"},
        "networks": {"one": "{n} rețea", "few": "{n} rețele", "other": "{n} de rețele"},
    },
    otherwise="Așa au hotărât regulile ({reason}).",
    somebody="altcineva",
    footer="Trimis de {shop}. Un mesaj pentru fiecare decizie; despre ce faceți singur nu primiți mesaj.",
    customers_footer="Trimis de {shop}.",
)
