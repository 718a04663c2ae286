import type { ComponentChildren } from "preact"
import type { ConsoleBrand } from "../shared/protocol"
import { Icon } from "./icons"
import { Lead } from "./lead"
import type { Chat } from "./reducers"
import { openBrand, openChat } from "./state"
import { t } from "./texts"
import { languageName, momentOf } from "./time"
import { isPanelOpen } from "./view"

export function Panel() {
  const chat = openChat.value
  const brand = openBrand.value
  if (!chat || !brand) return null
  return (
    <section class={`panel ${isPanelOpen.value ? "open" : ""}`} aria-label={t("panel.label")}>
      <button type="button" class="btn ghost shut" aria-label={t("panel.close")} onClick={hidePanel}>
        <Icon name="close" />
      </button>
      <Lead key={chat.item.id} chat={chat} />
      <Visitor chat={chat} />
      <BrandCard brand={brand} />
    </section>
  )
}

function hidePanel() {
  isPanelOpen.value = false
}

function Visitor({ chat: { item } }: { chat: Chat }) {
  return (
    <section aria-label={t("visitor.title")}>
      <h2>
        {t("visitor.title")}
        {item.visitor.verified && <span class="chip good">{t("visitor.verified")}</span>}
      </h2>
      <dl>
        <Fact label={t("visitor.email")}>{item.visitor.email}</Fact>
        <Fact label={t("visitor.page")}>{item.page.title || item.page.url}</Fact>
        {item.page.title && <Fact label={t("visitor.address")}>{item.page.url}</Fact>}
        <Fact label={t("visitor.language")}>{item.language && languageName(item.language)}</Fact>
        <Fact label={t("visitor.earlier")}>{item.earlier}</Fact>
        <Fact label={t("visitor.since")}>{item.queued_at && momentOf(item.queued_at)}</Fact>
      </dl>
    </section>
  )
}

function BrandCard({ brand }: { brand: ConsoleBrand }) {
  return (
    <section aria-label={brand.name}>
      <h2>{brand.name}</h2>
      <dl>
        <Fact label={t("brand.alias")}>{brand.alias}</Fact>
        <Fact label={t("brand.language")}>{languageName(brand.language)}</Fact>
        <Fact label={t("brand.greeting")}>{brand.greeting}</Fact>
        {brand.facts.map(([label, text]) => (
          <Fact key={label} label={label}>
            {text}
          </Fact>
        ))}
      </dl>
    </section>
  )
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  if (children === null || children === undefined || children === "") return null
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}
