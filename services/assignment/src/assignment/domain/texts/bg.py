"""Български."""

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Kind
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Strategy
from assignment.domain.texts.table import Texts

BG = Texts(
    kinds={Kind.ORDER: "Поръчката", Kind.QUOTE: "Офертата", Kind.PURCHASE: "Покупката"},
    sentences={
        Reason.TERMINAL_NO_CHANGE: (
            "{what} вече е приключена (изпратена, доставена, отменена или с отговор), затова нищо не се променя."
        ),
        Reason.NO_CUSTOMER: "{what} е от посетител без клиентска карта и отива при {manager}.",
        Reason.MANAGER_INACTIVE: ("{named} е с деактивиран профил и не може да получава клиенти или поръчки."),
        Reason.ORDER_MANAGER_FILLED_CARD: (
            "{what} е на {manager}, а {customer} беше без активен мениджър, затова {manager} вече е и в картата."
        ),
        Reason.ORDER_MANAGER_REPLACED_STALE: (
            "{what} е дадена на мениджъра {manager}, който заема и мястото на {former} (с деактивиран "
            "профил) в картата на {customer}."
        ),
        Reason.CONSISTENT: ("{what} е дадена на мениджъра {manager}, който и без това отговаря за {customer}."),
        Reason.ORDER_OVERRIDE_LINK_KEPT: ("{what} е дадена изрично на {manager}; {customer} остава при {card}."),
        Reason.NO_CHANGE: ("{what} вече е на {manager}, а {customer} е на {card}, затова нищо не се променя."),
        Reason.CUSTOMER_MANAGER: "{what} отива при мениджъра {manager}, който отговаря за {customer}.",
        Reason.COVER: (
            "{what} отива при мениджъра {manager}, който замества {card} по време на отсъствие; "
            "{customer} остава при {card}."
        ),
        Reason.UNAVAILABLE_ASSIGNED: (
            "{what} отива при мениджъра {manager}, който отговаря за {customer}: в момента не е на "
            "разположение, но няма заместник и според настройките се възлага въпреки това."
        ),
        Reason.UNAVAILABLE_DISTRIBUTED: (
            "{what} отива при {manager} ({how}), защото {card} е {away} и няма заместник; {customer} остава при {card}."
        ),
        Reason.HELD: ("{what} чака без мениджър: {card} е {away}, няма заместник и според настройките се чака."),
        Reason.ACTOR_REPLACED_STALE: (
            "{what} отива при мениджъра {manager}, който я обработи и заема мястото на {former} (с "
            "деактивиран профил) в картата на {customer}."
        ),
        Reason.CREATOR: (
            "{what} отива при мениджъра {manager}, който я създаде; {customer} беше без мениджър и вече е "
            "при {manager}."
        ),
        Reason.EDITOR: (
            "{what} отива при мениджъра {manager}, който я редактира и запази; {customer} беше без "
            "мениджър и вече е при {manager}."
        ),
        Reason.INACTIVE_REPLACED: (
            "{what} отива при {manager} ({how}), защото {former} е с деактивиран профил; за {customer} "
            "вече отговаря {manager}."
        ),
        Reason.DISTRIBUTED_NEW: (
            "{what} отива при {manager} ({how}); {customer} беше без мениджър и вече е при {manager}."
        ),
        Reason.UNASSIGNED_DISTRIBUTION_OFF: (
            "{what} от {customer} чака без мениджър, защото автоматичното разпределяне е изключено."
        ),
        Reason.UNASSIGNED_NO_CANDIDATE: "{what} от {customer} чака без мениджър: {why}.",
        Reason.CARD: "При създаването на картата избраният мениджър на {customer} е {manager}.",
        Reason.CARD_EMPTY: "Картата на {customer} е създадена без мениджър; ще го донесе първата поръчка.",
        Reason.POS_EXPLICIT: "На мястото на продажба избраният мениджър на {customer} е {manager}.",
        Reason.POS_CREATOR: ("{manager} създаде {customer} на мястото на продажба и затова отговаря за клиента."),
        Reason.POS_EXISTING: ("Клиентът {customer} вече съществуваше, затова мястото на продажба не промени картата."),
        Reason.CARD_CHANGED: "В картата на {customer} мениджърът е сменен; сега е {manager}.",
        Reason.CARD_CLEARED: "От картата на {customer} мениджърът е премахнат; беше {former}.",
        Reason.TRANSFERRED: "Клиентът {customer} е прехвърлен от {former} към {manager}.",
        Reason.TRANSFER_UNDONE: "Прехвърлянето е отменено: {customer} отново е при {manager}.",
        Reason.MERGED: ("Друга карта на {customer} беше слята с тази и {manager}, който беше в нея, дойде с нея."),
        Reason.UNMERGED: ("Сливането беше отменено: {customer} отново е при {manager}."),
    },
    guest_nobody="{what} е от посетител без клиентска карта и още няма мениджър.",
    no_change_same="{what} вече е на {manager}, който отговаря за {customer}, затова нищо не се променя.",
    card_untouched="В картата на {customer} мениджърът не е променян и остава същият.",
    merged_away=("Картата на {customer} беше слята с друга карта на същия клиент, която вече важи и за двете."),
    unmerged_alone=("Сливането беше отменено: {customer} отново е без мениджър, както преди."),
    orders_along="Чакащи поръчки, които също са прехвърлени: {count}.",
    done_by="По решение на {actor}.",
    by_settings="Според версия {version} на настройките за разпределяне.",
    by_settings_and_pool="Според версия {version} на настройките за разпределяне, група „{pool}“.",
    corrects="Заменя по-ранно решение.",
    orders_followed="Отворените поръчки на {customer} последваха прехвърлянето към {manager}.",
    how={
        Strategy.ROUND_ROBIN: "по ред",
        Strategy.LEAST_LOADED: "най-малко отворени поръчки",
        Strategy.WEIGHTED: "по договорените дялове",
    },
    why_nobody={
        DrawOutcome.TOO_OLD: "по-стара е, отколкото настройките позволяват да се разпределя",
        DrawOutcome.NO_POOL: "нито една група за разпределяне в настройките не я поема",
        DrawOutcome.EMPTY_POOL: "съответната група за разпределяне няма членове",
        DrawOutcome.NOBODY_ELIGIBLE: "никой от групата за разпределяне не можеше да я поеме",
    },
    not_chosen="Неизбрани: {people}.",
    passed_over={
        PassedOver.INACTIVE: "деактивиран профил",
        PassedOver.NOT_MANAGER: "без роля на мениджър",
        PassedOver.ABSENT: "в отсъствие",
        PassedOver.OUTSIDE_HOURS: "извън работно време",
        PassedOver.AT_CAPACITY: "без свободен капацитет",
        PassedOver.QUOTA_USED: "изчерпана дневна квота",
        PassedOver.MORE_LOADED: "повече отворени поръчки",
        PassedOver.PASSED_BY_WHEEL: "редът идва по-късно",
    },
    and_more="още {count}",
    unknown="някой, който вече не е в списъка",
)
