// The line one writes in, with its list of ways to go on (an ARIA combobox). What is typed stays in the
// browser; the server is asked for suggestions and told what was sent. A list that comes too late, for a
// line that has changed since, is not shown.
export default {
  props: { offers: Object, label: String, placeholder: String, who: String, sendLabel: String, listLabel: String, direct: Boolean },
  emits: ["typed", "send"],
  template: `
    <div class="h-composer">
      <ul v-show="items.length" :id="listId" class="h-offers" role="listbox" :aria-label="listLabel">
        <li v-for="(item, index) in items" :key="item.insert + index" :id="listId + index" role="option"
            class="h-offer" :class="{ 'h-offer-active': index === active }" :aria-selected="index === active"
            @mousedown.prevent="take(index)" @mousemove="active = index">
          <span class="h-offer-label">{{ item.label }}</span>
          <span class="h-offer-hint">{{ item.hint }}</span>
        </li>
      </ul>
      <textarea ref="box" class="h-write" rows="1" v-model="text" role="combobox" aria-autocomplete="list"
                :aria-label="label" :placeholder="placeholder" :aria-expanded="items.length > 0"
                :aria-controls="listId" :aria-activedescendant="active < 0 || !items.length ? null : listId + active"
                autocomplete="off" spellcheck="false" maxlength="4000" @input="typed" @keydown="pressed"
                @blur="closed = true" @focus="closed = false"></textarea>
      <button type="button" class="h-send" :disabled="!text.trim()" :aria-label="sendLabel" :title="sendLabel"
              @click="send"></button>
    </div>`,
  data: () => ({ listId: "h-offers", text: "", active: -1, closed: false, sent: [], back: 0 }),
  computed: {
    items() {
      return !this.closed && this.offers?.typed === this.text ? this.offers.items : [];
    },
  },
  watch: {
    items(now) {
      // A word being typed is about to be completed; behind a space nothing is meant yet, and words at the
      // end of a sentence must not turn into the name of an argument when Enter is pressed.
      const first = now[0]?.insert ?? "";
      const meant = now.length && !/\s$/.test(this.text) && !first.endsWith(":") && first.trim() !== this.text.trim();
      this.active = meant ? 0 : -1;
    },
    who() {
      // Nobody goes on with somebody else's words.
      this.text = "";
      this.sent = [];
    },
    text() {
      this.$nextTick(this.grow);
    },
  },
  mounted() {
    this.slash = (event) => {
      const busy = event.target.closest?.("input, textarea, select, dialog[open], [contenteditable]");
      if (event.key !== "/" || busy || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      this.text ||= "/";
      this.$refs.box.focus();
      this.typed();
    };
    document.addEventListener("keydown", this.slash);
  },
  unmounted() {
    document.removeEventListener("keydown", this.slash);
  },
  methods: {
    typed() {
      this.closed = false;
      if (this.direct || /^\/|(^|\s)[@#]\S*$/.test(this.text)) this.$emit("typed", this.text);
    },
    take(index) {
      this.text = this.items[index].insert;
      this.$nextTick(() => {
        this.$refs.box.focus();
        this.$refs.box.setSelectionRange(this.text.length, this.text.length);
        this.typed();
      });
    },
    move(by) {
      const count = this.items.length;
      this.active = this.active < 0 ? (by > 0 ? 0 : count - 1) : (this.active + by + count) % count;
      this.$nextTick(() => document.getElementById(this.listId + this.active)?.scrollIntoView({ block: "nearest" }));
    },
    pressed(event) {
      if (event.isComposing) return;
      const open = this.items.length > 0;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (open && event.key in steps) this.move(steps[event.key]);
      else if (open && event.key === "Escape") this.closed = true;
      else if (open && event.key === "Tab" && !event.shiftKey) this.take(Math.max(this.active, 0));
      else if (event.key === "Enter" && !event.shiftKey) this.enter(open);
      else if (event.key === "ArrowUp" && !this.text && this.sent.length) this.recall();
      else return;
      event.preventDefault();
    },
    enter(open) {
      const item = open && this.active >= 0 ? this.items[this.active] : null;
      if (item && item.insert.trim() !== this.text.trim()) this.take(this.active);
      else this.send();
    },
    recall() {
      this.text = this.sent[this.sent.length - 1];
    },
    send() {
      const text = this.text.trim();
      if (!text) return;
      this.sent.push(text);
      this.text = "";
      this.$refs.box.focus();
      this.$emit("send", text);
    },
    grow() {
      const box = this.$refs.box;
      box.style.height = "auto";
      box.style.height = Math.min(box.scrollHeight, 160) + "px";
    },
  },
};
