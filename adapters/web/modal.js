// A native dialog: it keeps the focus inside and gives it back. `turn` grows when the contents are new;
// then the first thing to fill in (or the field that is wrong) gets the focus.
export default {
  props: { open: Boolean, turn: Number, label: String },
  emits: ["dismiss"],
  template: `<dialog ref="box" class="h-dialog" :aria-label="label" @cancel.prevent="$emit('dismiss')"><slot></slot></dialog>`,
  watch: {
    open() {
      this.$nextTick(this.show);
    },
    turn() {
      this.$nextTick(this.focus);
    },
  },
  methods: {
    show() {
      const box = this.$refs.box;
      if (this.open && !box.open) box.showModal();
      if (!this.open && box.open) {
        box.close();
        requestAnimationFrame(this.giveBack);
      }
      this.focus();
    },
    giveBack() {
      // Chromium gives the focus back while the page still counts as inert; the caret only comes with a second one.
      const given = document.activeElement;
      given?.blur();
      given?.focus();
    },
    focus() {
      if (this.open) this.$refs.box.querySelector("[data-focus]")?.focus();
    },
  },
};
