"""Български."""

from notify.domain.templates import Template
from notify.gateways.printer.texts.table import Labels, Texts, Wording

BG = Texts(
    kinds={"order": "Поръчка", "quote": "Оферта", "purchase": "Покупка"},
    channels={
        "office": "Офис",
        "pos": "Място на продажба",
        "link": "Линк за поръчка",
        "web": "Онлайн магазин",
        "api": "API",
    },
    labels=Labels(
        customer="Клиент",
        contact_person="Лице за контакт",
        email="Имейл",
        phone="Телефон",
        address="Адрес",
        vat_number="ДДС номер",
        channel="Канал",
        received="Получена",
        product="Продукт",
        quantity="Бр.",
        unit_price="Ед. цена",
        discount="Отстъпка",
        total="Общо",
        why="Защо получавате това",
        manager="Мениджър",
        open_order="Отворете записа",
        open_customer="Отворете клиента",
        decision="Решение",
        customers="Клиенти",
        open_orders="Отворени поръчки",
        see_stale="Вижте клиентите",
        see_orders="Вижте моите поръчки",
        see_customers="Вижте моите клиенти",
        open_transfer="Отворете прехвърлянето",
        came_from="От",
        went_to="Към",
        choose="Изберете кои имейли да получавате",
        please_note="Обърнете внимание",
        valid_until="Валидно до",
        passcode="Код за достъп",
        comes_apart="Получавате го по друг път",
        your_contact="Вашето лице за контакт",
        open_shop="Отворете магазина",
        answer_quote="Приемете или откажете",
        said="Причина",
    ),
    wordings={
        Template.ORDER: Wording(
            "{what} {number} · {customer} · {total}", "{what} {number}", "{customer} очаква Вашия отговор."
        ),
        Template.ORDER_CARD_MANAGER: Wording(
            "{what} {number} от {customer} отиде при {manager}",
            "{what} {number} отиде при {manager}",
            "Тя е от Вашия клиент {customer}, който остава при Вас.",
        ),
        Template.ORDER_SUPERVISOR: Wording(
            "{what} {number} от {customer} е при {manager}",
            "{what} {number} е при {manager}",
            "Тя е от {customer}.",
        ),
        Template.UNASSIGNED: Wording(
            "Без мениджър: {what} {number} · {customer} · {total}",
            "{what} {number} е без мениджър",
            "{customer} чака, а още никой не е поел работата.",
        ),
        Template.CARD_GOT: Wording(
            "{customer} вече е Ваш клиент",
            "{customer} вече е Ваш клиент",
            "Отсега нататък поръчките на този клиент идват при Вас.",
        ),
        Template.CARD_LOST: Wording(
            "{customer} вече не е Ваш клиент",
            "{customer} вече не е Ваш клиент",
            "Отсега нататък поръчките на този клиент не идват при Вас.",
        ),
        Template.CARD_SUPERVISOR: Wording(
            "Мениджърът на {customer} е сменен",
            "Мениджърът на {customer} е сменен",
            "Сега клиентът е при {manager}.",
        ),
        Template.STAFF_LEFT: Wording(
            "{manager} вече не е сред активните: преразпределете {customers} и {orders}",
            "Преразпределете {customers} и {orders}",
            "{manager} вече не е сред активните, а изброеното тук още е на това име.",
        ),
        Template.COVERED: Wording(
            "Докато отсъствахте: {orders}",
            "Докато отсъствахте: {orders}",
            "За клиентите Ви се погрижи друг и те остават при Вас.",
        ),
        Template.TRANSFER_GOT: Wording(
            "Вече при Вас: {customers} от {manager}",
            "Вече при Вас: {customers}",
            "Отсега нататък поръчките им идват при Вас.",
        ),
        Template.TRANSFER_GAVE: Wording(
            "Прехвърляне към {manager}: {customers}",
            "Прехвърляне: {customers}",
            "Отсега нататък поръчките на тези клиенти вече не идват при Вас.",
        ),
        Template.TRANSFER_DONE: Wording(
            "Прехвърлянето приключи: {customers}", "Прехвърлянето приключи: {customers}", "Ето какво стана с клиентите."
        ),
        Template.DIGEST: Wording("Вашият обзор: {mails}", "Вашият обзор: {mails}", "Ето какво постъпи след предишния."),
        Template.QUOTE_DECLINED: Wording(
            "Отказана: {what} {number} · {customer} · {total}",
            "{what} {number} е отказана",
            "{customer} отговори с отказ.",
        ),
        Template.QUOTE_EXPIRED: Wording(
            "Изтекла: {what} {number} · {customer} · {total}",
            "{what} {number} е с изтекъл срок",
            "{customer} не отговори навреме.",
        ),
        Template.LINK_LEAK: Wording(
            "{customer}: линкът за поръчка може да се е разпространил",
            "Проверете линка за поръчка на {customer}",
            "Отварян е от {networks} след {since}.",
        ),
        Template.ORDER_LINK: Wording(
            "Вашият личен линк за поръчка · {shop}",
            "Вашият личен линк за поръчка",
            "Разгледайте каталога с Вашите цени и поръчвайте когато пожелаете, без регистрация.",
        ),
        Template.QUOTE: Wording(
            "{what} {number} · {shop} · {total}", "{what} {number}", "Това е нашата оферта за Вас."
        ),
        Template.CONFIRMATION: Wording(
            "Получихме: {what} {number} · {total}", "Благодарим Ви!", "Всичко пристигна при нас. Ето какво поръчахте."
        ),
    },
    yours={
        "NO_CUSTOMER": "Тя е от посетител без клиентска карта и е възложена на Вас.",
        "ORDER_MANAGER_FILLED_CARD": "Тя е Ваша, а {customer} беше без активен мениджър: вече сте Вие.",
        "ORDER_MANAGER_REPLACED_STALE": "Избрани сте Вие; мениджърът на {customer} е с деактивиран профил и го "
        "заменяте и в картата.",
        "CONSISTENT": "Избрани сте Вие и така или иначе отговаряте за {customer}.",
        "ORDER_OVERRIDE_LINK_KEPT": "Избрани сте Вие за този случай; {customer} остава при обичайния си мениджър.",
        "CUSTOMER_MANAGER": "Вие отговаряте за {customer}.",
        "COVER": "Вие замествате мениджъра на {customer}, който отсъства.",
        "UNAVAILABLE_ASSIGNED": "Вие отговаряте за {customer}; отбелязани сте като отсъстващи, но никой не Ви "
        "замества.",
        "UNAVAILABLE_DISTRIBUTED": "Мениджърът на {customer} отсъства и няма заместник, затова е възложена на Вас.",
        "ACTOR_REPLACED_STALE": "Вие работихте по нея и заменяте мениджъра на {customer}, чийто профил е деактивиран.",
        "CREATOR": "Вие я създадохте, а {customer} беше без мениджър: вече сте Вие.",
        "EDITOR": "Вие я редактирахте и запазихте, а {customer} беше без мениджър: вече сте Вие.",
        "INACTIVE_REPLACED": "Профилът на мениджъра на {customer} е деактивиран; разпределението избра Вас и отсега "
        "клиентът е Ваш.",
        "DISTRIBUTED_NEW": "{customer} беше без мениджър; разпределението избра Вас и отсега клиентът е Ваш.",
        "CARD": "Избрани сте за мениджър при създаването на картата на {customer}.",
        "POS_EXPLICIT": "Избрани сте за мениджър на {customer} на мястото на продажба.",
        "POS_CREATOR": "Вие създадохте картата на {customer} на мястото на продажба.",
        "CARD_CHANGED": "Избрани сте за нов мениджър в картата на {customer}.",
        "MERGED": "Друга карта на {customer} беше Ваша; двете вече са една и клиентът е Ваш.",
        "UNMERGED": "Две слети карти бяха разделени отново и {customer} е Ваш, както преди.",
    },
    theirs={
        "ORDER_OVERRIDE_LINK_KEPT": "За този случай изрично е избран друг: {manager}; {customer} остава при своя "
        "мениджър.",
        "COVER": "{manager} замества по време на отсъствието; {customer} остава при своя мениджър.",
        "UNAVAILABLE_DISTRIBUTED": "Мениджърът на {customer} отсъства и няма заместник; разпределението избра: "
        "{manager}.",
        "ACTOR_REPLACED_STALE": "{manager} работи по нея и заменя мениджъра на {customer}, чийто профил е деактивиран.",
        "INACTIVE_REPLACED": "Профилът на мениджъра на {customer} е деактивиран; разпределението избра: {manager}.",
        "ORDER_MANAGER_REPLACED_STALE": "Избран е {manager}, който заменя мениджъра на {customer} с деактивиран "
        "профил.",
        "ORDER_MANAGER_FILLED_CARD": "{manager} има поръчка от {customer} и вече е и в картата.",
        "CARD_CHANGED": "В картата на {customer} мениджърът е сменен; сега е {manager}.",
        "CARD_CLEARED": "От картата на {customer} мениджърът е премахнат.",
        "MERGED": "Тази карта на {customer} беше слята с друга карта на същия клиент, която запазва мениджъра си.",
    },
    nobody={
        "UNASSIGNED_DISTRIBUTION_OFF": "{customer} е без активен мениджър, а автоматичното разпределяне е изключено.",
        "UNASSIGNED_NO_CANDIDATE": "{customer} е без активен мениджър, а разпределението не намери кой да я поеме.",
        "HELD": "Мениджърът на {customer} отсъства, няма заместник и според настройките се чака.",
        "NO_CUSTOMER": "Тя е от посетител без клиентска карта и не можа да бъде възложена на никого.",
    },
    notices={
        "STAFF_DEACTIVATED": "Вие сте сред ръководителите. Поръчките, които идват отсега нататък, отиват при друг; "
        "клиентите нямат активен мениджър, докато не бъдат преразпределени.",
        "COVER": "Отсъствахте и тези поръчки отидоха при човека, който Ви заместваше.",
        "TRANSFERRED": "Клиентите са предадени с едно прехвърляне, заедно с историята и бележките си.",
        "TRANSFER_UNDONE": "По-ранно прехвърляне е отменено. Каквото други са променили междувременно, остава така.",
        "DIGEST": "Избрахте да ги получавате веднъж дневно.",
        "QUOTE_DECLINED": "Офертата е Ваша. Преработете я, ако можете да предложите нещо по-добро.",
        "QUOTE_EXPIRED": "Офертата е Ваша. Преработете я, за да я предложите отново.",
        "LINK_LEAK_SUSPECTED": "Един клиент няма толкова много. Ако {customer} не е споделил линка, сменете го или "
        "го отменете; поръчките остават, както са.",
    },
    advice={
        "ORDER_LINK_SENT": "Линкът е само за Вас: всеки, който го има, може да поръчва от Ваше име.",
        "QUOTE_SENT": "Можете да я приемете или откажете на нейната страница, без регистрация.",
        "ORDER_RECEIVED": "Не е нужно да правите нищо повече. Ако нещо не е ясно, ще се свържем с Вас.",
    },
    outcomes={
        "assigned": "Прехвърлени",
        "unchanged": "Без промяна",
        "conflict": "В конфликт",
        "forbidden": "Без право",
        "not_found": "Ненамерени",
    },
    counted={
        "customers": {"one": "{n} клиент", "other": "{n} клиенти"},
        "open_orders": {"one": "{n} отворена поръчка", "other": "{n} отворени поръчки"},
        "orders": {"one": "{n} поръчка", "other": "{n} поръчки"},
        "colleagues": {"one": "{n} колега", "other": "{n} колеги"},
        "mails": {"one": "{n} съобщение", "other": "{n} съобщения"},
        "networks": {"one": "{n} мрежа", "other": "{n} мрежи"},
    },
    otherwise="Така решиха правилата ({reason}).",
    somebody="друг колега",
    footer="Изпратено от {shop}. Един имейл за решение; за собствените Ви действия не получавате имейл.",
    customers_footer="Изпратено от {shop}.",
)
