/** The style of forms. What a choice does not need is hidden by :has, and shown where a browser does not know it. */
export const FORM_STYLE = `
form{margin:0 0 2rem}
fieldset{border:0;border-top:1px solid var(--line);margin:0;padding:1.25rem 0 1.5rem;min-width:0}
form>fieldset.open{border-top:0;padding-top:0}
legend{float:left;width:100%;font:600 1.125rem/1.3 Georgia,"Times New Roman",serif;padding:0;margin:0 0 .6rem}
legend+*{clear:both}
label.choice{display:flex;gap:.75rem;align-items:center;min-height:44px;padding:.3rem 0;cursor:pointer}
label.choice small{color:var(--muted);font-size:.875rem;margin-inline-start:auto;flex:none;font-variant-numeric:tabular-nums}
input[type=radio],input[type=checkbox]{inline-size:1.25rem;block-size:1.25rem;margin:0;accent-color:var(--accent);flex:none}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem}
.field{display:block}
.choice+.field{margin-top:.75rem}
.field span{display:block;font-size:.9375rem;color:var(--muted);margin-bottom:.3rem}
select,textarea,input[type=email],input[type=text],input[type=date]{display:block;width:100%;min-height:44px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--muted);border-radius:.4rem;padding:.4rem .6rem}
textarea{min-height:6.5rem;resize:vertical}
[aria-invalid=true]{border:2px solid var(--accent)}
.hint{color:var(--muted);font-size:.9375rem;margin:.4rem 0 0}
.hint+button{margin-top:1rem}
.chips{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:.9rem}
.chips label.choice{gap:.55rem;padding:.3rem .9rem;border:1px solid var(--line);border-radius:1.5rem}
.chips label.choice:has(:checked){border-color:var(--accent)}
.chips label.choice small{margin:0}
button{font:600 1.0625rem/1.2 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;min-height:48px;padding:.8rem 1.6rem;border:0;border-radius:.4rem;background:var(--accent);color:var(--paper);cursor:pointer}
button:hover{filter:brightness(1.08)}
button.second{background:transparent;color:var(--accent);box-shadow:inset 0 0 0 2px var(--accent)}
.said{border-inline-start:4px solid var(--accent);padding:.2rem 0 .2rem 1rem;margin:0 0 1.75rem}
.said p{margin:0}
.trap{position:absolute;inset-inline-start:-200vw;width:1px;height:1px;overflow:hidden}
@supports selector(:has(*)){
.topics,.for-hour,.for-weekday,.for-monthday{display:none}
form:has(#some:checked) .topics{display:block}
form:has(#daily:checked,#weekly:checked,#monthly:checked) .for-hour,form:has(#weekly:checked) .for-weekday,form:has(#monthly:checked) .for-monthday{display:block}
form:has(#instant:checked) .when{display:none}
}
@media(max-width:480px){button{width:100%}}`
