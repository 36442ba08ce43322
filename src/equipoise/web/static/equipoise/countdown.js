// Hours and minutes until a moment, told anew every half minute. The server has written them once already.
"use strict";
(() => {
  const places = [...document.querySelectorAll("[data-until]")];
  if (!places.length) return;
  const chinese = document.documentElement.lang.startsWith("zh");
  const shown = Date.parse(document.body.dataset.now);
  const offset = Number.isNaN(shown) ? 0 : Date.now() - shown;
  if (document.body.dataset.past !== undefined) return;
  function words(minutes) {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (chinese) return hours ? `${hours} 小时 ${rest} 分` : `${rest} 分钟`;
    return hours ? `${hours} h ${rest} min` : `${rest} min`;
  }
  function tell() {
    places.forEach((place) => {
      const minutes = Math.floor((Date.parse(place.dataset.until) - (Date.now() - offset)) / 60000);
      if (minutes >= 1440) return;
      place.textContent = minutes > 0 ? words(minutes) : chinese ? "已过期" : "expired";
      if (minutes <= 0) place.classList.add("late");
    });
  }
  setInterval(tell, 30000);
})();
