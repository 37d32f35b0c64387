// One message. It comes as plain data and every text in it becomes a text node, never markup.
export default {
  props: { line: Object },
  emits: ["press", "dismiss"],
  template: `
    <div class="h-line">
      <div v-if="line.day" class="h-day"><span>{{ line.day }}</span></div>
      <article class="h-message" :class="{ 'h-message-on': line.goesOn, 'h-message-private': line.only, 'h-message-under': line.answers }">
        <span v-if="!line.goesOn" class="h-avatar" :class="line.avatar" aria-hidden="true">{{ line.initials }}</span>
        <header v-if="!line.goesOn" class="h-head">
          <strong class="h-author">{{ line.author }}</strong>
          <time class="h-time" :datetime="line.at" :title="line.moment">{{ line.time }}</time>
          <span v-if="line.asked" class="h-asked" :title="line.asked">{{ line.asked }}</span>
        </header>
        <div class="h-body">
          <p v-if="line.text" class="h-text">{{ line.text }}</p>
          <div v-if="line.card" class="h-card">
            <h3 class="h-card-title">{{ line.card.title }}</h3>
            <template v-for="(block, place) in line.card.blocks" :key="place">
              <p v-if="block.runs" :class="block.look"><component v-for="run in block.runs" :is="run.tag" :class="run.look">{{ run.text }}</component></p>
              <div v-else-if="block.src" class="h-figure"><img :src="block.src" :alt="block.alt" loading="lazy"></div>
              <dl v-else-if="block.rows" class="h-fields">
                <template v-for="row in block.rows">
                  <dt>{{ row.label }}</dt>
                  <dd><component v-for="run in row.runs" :is="run.tag" :class="run.look">{{ run.text }}</component></dd>
                </template>
              </dl>
              <div v-else class="h-buttons">
                <button v-for="(button, index) in block.buttons" type="button" class="h-button" :class="button.look"
                        @click="press($event, place, index)">{{ button.label }}</button>
              </div>
            </template>
          </div>
          <span v-if="line.edited" class="h-edited">{{ line.edited }}</span>
          <p v-if="line.only" class="h-only">
            <span class="h-icon h-icon-eye" aria-hidden="true"></span><span>{{ line.only }}</span>
            <button type="button" class="h-button h-link" @click="$emit('dismiss')">{{ line.dismiss }}</button>
          </p>
        </div>
      </article>
    </div>`,
  methods: {
    press(event, place, index) {
      // A browser numbers the clicks of a double click; only the first one counts.
      if (event.detail < 2) this.$emit("press", { place, index });
    },
  },
};
