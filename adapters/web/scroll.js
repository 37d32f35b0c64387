// A place that stays at its end while new things come, unless one has scrolled away from the end; then a
// button tells that something new stands below.
export default {
  props: { label: String, below: String },
  template: `
    <div class="h-scrolling">
      <div ref="box" class="h-scroll" role="log" aria-live="polite" :aria-label="label" tabindex="0" @scroll="look">
        <slot></slot>
      </div>
      <button v-show="more" type="button" class="h-button h-below" @click="end">{{ below }}</button>
    </div>`,
  data: () => ({ more: false }),
  mounted() {
    this.atEnd = true;
    this.height = 0;
    this.changed = new MutationObserver(() => this.follow());
    this.changed.observe(this.$refs.box, { childList: true, subtree: true, characterData: true });
    this.resized = new ResizeObserver(() => this.follow());
    this.resized.observe(this.$refs.box);
    this.end();
  },
  unmounted() {
    this.changed.disconnect();
    this.resized.disconnect();
  },
  methods: {
    look() {
      const box = this.$refs.box;
      this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      if (this.atEnd) this.more = false;
    },
    follow() {
      const box = this.$refs.box;
      const last = this.lastLine();
      const grown = box.scrollHeight - this.height;
      if (this.atEnd) this.end();
      else if (last !== this.last) this.more = true;
      // Earlier messages came in above: one goes on seeing what one saw.
      else if (grown > 0 && box.scrollTop < 40) box.scrollTop += grown;
      this.height = box.scrollHeight;
      this.last = last;
    },
    end() {
      const box = this.$refs.box;
      box.scrollTop = box.scrollHeight;
      this.height = box.scrollHeight;
      this.last = this.lastLine();
      this.more = false;
      this.atEnd = true;
    },
    lastLine() {
      return this.$refs.box.lastElementChild?.lastElementChild;
    },
  },
};
