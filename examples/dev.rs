#[path = "/work/wt-shell/src/render/brat.rs"] mod brat;
#[path = "/work/wt-shell/src/render/anchors.rs"] mod anchors;
use mailuo::{extract, knowledge, text};
fn main() {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap();
    let dir = args.next().unwrap();
    let sources: Vec<_> = walk(std::path::Path::new(&dir), "");
    let t = std::time::Instant::now();
    let k = match knowledge::Knowledge::load(&sources) { Ok(k) => k, Err(e) => { eprintln!("{e}"); std::process::exit(1) } };
    eprintln!("load {:?}", t.elapsed());
    if out == "tok" {
        for s in args { let sp = text::Span::new(0, s.len()); let mut x = extract::tokens::tokenize(&s, sp, &k);
            for w in &x.words { println!("{}\t{}", x.slice(w.span), k.classes.names_in(&w.classes).join(" ")); }
            extract::mentions::find_mentions(&mut x, text::BlockKind::Paragraph, &k);
            println!("--"); for t in &x.tokens { println!("{}\t{}", x.slice(t.span), t.mention.map_or(String::new(), |m| k.rule_name(x.mentions[m].rule).to_string())); } }
        return;
    }
    let t = std::time::Instant::now(); let mut n = 0;
    for p in args {
        let bytes = std::fs::read(&p).unwrap(); n += bytes.len();
        let name = std::path::Path::new(&p).file_name().unwrap().to_str().unwrap();
        for d in text::parse(name, &bytes, &Default::default()).unwrap() {
            let x = extract::extract(&d, &k);
            if out != "-" {
            let mut f = Vec::new(); brat::write_brat(&d, &x, &k, &mut f).unwrap();
            std::fs::write(format!("{out}/{}.ann", d.name), f).unwrap(); 
            let mut r = String::new(); for m in &x.mentions { r += &format!("{}\t{}\t{}\n", m.kind.name(), d.slice(m.span), k.rule_name(m.rule)); } std::fs::write(format!("{out}/{}.rules", d.name), r).unwrap(); }
        }
    }
    eprintln!("{n} bytes {:?}", t.elapsed());
}
fn walk(p: &std::path::Path, prefix: &str) -> Vec<knowledge::Source> {
    let mut v = Vec::new(); let mut es: Vec<_> = std::fs::read_dir(p).unwrap().map(|e| e.unwrap()).collect(); es.sort_by_key(|e| e.file_name());
    for e in es { let name = format!("{prefix}{}", e.file_name().to_str().unwrap());
        if e.path().is_dir() { v.extend(walk(&e.path(), &format!("{name}/"))); } else if let Ok(t) = std::fs::read_to_string(e.path()) { v.push(knowledge::Source { name, text: t }); } }
    v
}
