(()=>{let e=document.documentElement;e.dataset.theme==="auto"&&(e.dataset.bsTheme=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light")})();
