/** What the page says, in Kyrgyz, Russian and English. `{amount}` and the like are filled in. */
const ENGLISH = {
  title: "Allow a shop to collect",
  lead: "You only sign. The shop brings it to the chain and pays for that.",
  coin: "Coin",
  account: "Your account",
  balance: "You have",
  shop: "Shop",
  allowed: "The shop may still collect",
  amount: "How much may the shop collect in all?",
  connect: "Connect {wallet}",
  allow: "Allow the shop to collect {amount}",
  done: "Allowed",
  revoke: "Take it back: the shop may collect nothing",
  copy: "Copy",
  copied: "Copied",
  start: "Connect the wallet that holds your coins.",
  noWallet: "No wallet was found in this browser. Install one, then load this page again.",
  choose: "Choose an amount. You will see it again in your wallet.",
  sign: "Sign in your wallet …",
  brought: "Signed. The shop is bringing it to the chain …",
  ready: "Done: the shop may collect {amount} in all, and paid for it. You can take it back at any time.",
  revoked: "Done: the shop may collect nothing any more, and paid for it.",
  expiry:
    "The signature can be used once, until {time}. What you have allowed stays until it is collected or taken back.",
  wrongChain: "Switch your wallet to {chain} first.",
  paused: "The issuer has paused signatures. Try again later.",
  frozen: "This account is frozen by the issuer.",
  refused: "The shop could not bring it to the chain.",
};

/** Names of the page's texts. */
export type Text = keyof typeof ENGLISH;

const RUSSIAN: typeof ENGLISH = {
  title: "Разрешить магазину списание",
  lead: "Вы только подписываете. Магазин отправляет это в сеть и платит за это сам.",
  coin: "Монета",
  account: "Ваш счёт",
  balance: "У вас есть",
  shop: "Магазин",
  allowed: "Магазин ещё может списать",
  amount: "Сколько всего может списать магазин?",
  connect: "Подключить {wallet}",
  allow: "Разрешить магазину списать {amount}",
  done: "Разрешено",
  revoke: "Отозвать: магазин не сможет списать ничего",
  copy: "Копировать",
  copied: "Скопировано",
  start: "Подключите кошелёк, в котором лежат ваши монеты.",
  noWallet: "В этом браузере нет кошелька. Установите его и обновите страницу.",
  choose: "Выберите сумму. Вы увидите её ещё раз в кошельке.",
  sign: "Подпишите в кошельке …",
  brought: "Подписано. Магазин отправляет это в сеть …",
  ready: "Готово: магазин может списать всего {amount}, за отправку заплатил он. Вы можете отозвать это в любое время.",
  revoked: "Готово: магазин больше ничего не может списать, за отправку заплатил он.",
  expiry:
    "Подпись можно использовать один раз, до {time}. Разрешение действует, пока сумма не списана или не отозвана.",
  wrongChain: "Сначала переключите кошелёк на сеть {chain}.",
  paused: "Эмитент приостановил подписи. Попробуйте позже.",
  frozen: "Этот счёт заморожен эмитентом.",
  refused: "Магазин не смог отправить это в сеть.",
};

const KYRGYZ: typeof ENGLISH = {
  title: "Дүкөнгө алууга уруксат берүү",
  lead: "Сиз кол гана коёсуз. Дүкөн аны тармакка жөнөтүп, акысын өзү төлөйт.",
  coin: "Монета",
  account: "Сиздин эсебиңиз",
  balance: "Сизде бар",
  shop: "Дүкөн",
  allowed: "Дүкөн дагы ала алат",
  amount: "Дүкөн баары болуп канча ала алат?",
  connect: "{wallet} туташтыруу",
  allow: "Дүкөнгө {amount} алууга уруксат берүү",
  done: "Уруксат берилди",
  revoke: "Кайтарып алуу: дүкөн эч нерсе ала албайт",
  copy: "Көчүрүү",
  copied: "Көчүрүлдү",
  start: "Монеталарыңыз турган капчыкты туташтырыңыз.",
  noWallet: "Бул браузерде капчык жок. Аны орнотуп, баракты кайра жүктөңүз.",
  choose: "Сумманы тандаңыз. Аны капчыгыңыздан дагы бир жолу көрөсүз.",
  sign: "Капчыгыңызда кол коюңуз …",
  brought: "Кол коюлду. Дүкөн аны тармакка жөнөтүүдө …",
  ready: "Даяр: дүкөн баары болуп {amount} ала алат, жөнөтүүгө өзү төлөдү. Аны каалаган убакта кайтарып ала аласыз.",
  revoked: "Даяр: дүкөн эми эч нерсе ала албайт, жөнөтүүгө өзү төлөдү.",
  expiry: "Колду бир жолу, {time} чейин колдонсо болот. Уруксат сумма алынганча же кайтарылганча күчүндө.",
  wrongChain: "Адегенде капчыгыңызды {chain} тармагына которуңуз.",
  paused: "Эмитент колдорду токтотуп турат. Кийинчерээк аракет кылыңыз.",
  frozen: "Бул эсепти эмитент тоңдурган.",
  refused: "Дүкөн муну тармакка жөнөтө алган жок.",
};

/** Languages by their tag. */
export const LANGUAGES = { ky: KYRGYZ, ru: RUSSIAN, en: ENGLISH } as const;

/** Tag of a language of the page. */
export type Language = keyof typeof LANGUAGES;

/** Returns the language that a reader's browser asks for, English where there is none of theirs. */
export function languageOf(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.slice(0, 2)).find((tag): tag is Language => tag in LANGUAGES);
  return known ?? "en";
}

/** Returns a text with its values. */
export function textIn(language: Language, text: Text, values: Readonly<Record<string, string>> = {}): string {
  return LANGUAGES[language][text].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
