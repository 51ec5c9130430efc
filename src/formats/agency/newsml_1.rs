//! NewsML 1: items of a news agency, each with its identity, its lines and its text. Not NewsML-G2, which shares no more
//! than the name.

use super::markup::{self, add_line};
use super::nitf::{self, add_tags, text_at};
use super::{byline, dateline, edition, subject};
use crate::diagnostics::Code;
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, ReadDate, one_line, stated};
use crate::formats::xml::{self, Element, name_in, root_tag};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, Dateline, PartialDate, Status};

/// `NewsML` documents of version 1.
pub(in crate::formats) struct NewsMl1;

impl Format for NewsMl1 {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "newsml",
            version: 1,
            extensions: &["xml", "newsml"],
            is_container: true,
            is_binary: false,
            reads: "the text items of NewsML 1, with identity, revision, status, lines, dateline, subjects and rights",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        root_tag(head.bytes).is_some_and(|tag| name_in(&tag) == "NewsML")
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let file = xml::read(source, output)?;
        let root = file.tree.root();
        let items: Vec<Element<'_>> = root.into_iter().flat_map(|root| root.all("NewsItem")).collect();
        let mut doubts = Doubts::default();
        let sent = root.and_then(|root| {
            date_at(root, &["NewsEnvelope", "DateAndTime"], metadata::other_date, &mut doubts)
        });
        let is_single = items.len() == 1;
        output.is_container = !is_single;
        for item in items.into_iter().filter(|item| item.is_closed()) {
            let mut article = read_item(item, &mut doubts);
            article.latest = sent.as_ref().map(|sent| sent.value);
            let place = article.source_id.clone().unwrap_or_else(|| "NewsItem".to_string());
            for (code, message) in std::mem::take(&mut doubts.0) {
                output.doubt((!is_single).then_some(&*place), code, message);
            }
            if !edition::has_text(&mut article) {
                if is_single {
                    return Err(Failure::skipped(Code::NoText, "the item holds no text"));
                }
                output.doubt(Some(&place), Code::NoText, "holds no text, as items of pictures do not");
            } else if is_single {
                output.single = Some(article);
            } else {
                output.member(&place, ContentHash::of(file.xml[item.span()].as_bytes()), article);
            }
            if output.is_stopped {
                return Ok(());
            }
        }
        file.tree.end.failure(output.num_members).map_or(Ok(()), Err)
    }
}

fn read_item(item: Element<'_>, doubts: &mut Doubts) -> Article {
    let mut article = Article::default();
    fill_identity(item, &mut article);
    fill_management(item, &mut article, doubts);
    // Of several components, the first that has a line or a fact is the main one.
    let of_component = |path: &[&str]| -> Option<Element<'_>> {
        let components = item.descendants().filter(|element| element.name() == "NewsComponent");
        components.into_iter().find_map(|component| component.at(path))
    };
    if let Some(lines) = of_component(&["NewsLines"]) {
        fill_lines(lines, &mut article);
    }
    if let Some(metadata) = of_component(&["AdministrativeMetadata"]) {
        fill_parties(metadata, &mut article);
    }
    if let Some(lines) = of_component(&["NewsLines"]) {
        fill_byline(lines, &mut article);
    }
    if let Some(metadata) = of_component(&["DescriptiveMetadata"]) {
        fill_description(metadata, &mut article, doubts);
    }
    if let Some(rights) = of_component(&["RightsMetadata", "Copyright"])
        && article.rights.is_none()
    {
        article.rights =
            stated(&one_line(&rights.text())).map(|text| metadata::known(text, "NewsML Copyright"));
    }
    fill_text(item, &mut article, doubts);
    if let Some(line) = of_component(&["NewsLines"]).and_then(|lines| text_at(lines, &["SubHeadLine"])) {
        put_lede_first(&mut article, Some(&line));
    }
    article.language =
        article.language.or_else(|| metadata::language(item.attribute("xml:lang")?, "NewsML xml:lang"));
    article
}

/// The same for all revisions of an item: provider, day and name.
fn fill_identity(item: Element<'_>, article: &mut Article) {
    let Some(identifier) = item.at(&["Identification", "NewsIdentifier"]) else { return };
    let parts = ["ProviderId", "DateId", "NewsItemId"].map(|name| text_at(identifier, &[name]));
    article.version = text_at(identifier, &["RevisionId"]).and_then(|revision| revision.parse().ok());
    article.source_id = match parts {
        [Some(provider), Some(day), Some(name)] => Some(format!("urn:newsml:{provider}:{day}:{name}")),
        _ => text_at(identifier, &["PublicIdentifier"]),
    };
    let labels = text_at(item, &["Identification", "NameLabel"]).into_iter().collect();
    add_tags(article, labels, "NewsML NameLabel and keywords");
}

fn fill_management(item: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let Some(management) = item.child("NewsManagement") else { return };
    article.published = date_at(management, &["FirstCreated"], metadata::date, doubts);
    if let Some(first) = article.published.as_ref().map(|date| date.value) {
        let revised = date_at(management, &["ThisRevisionCreated"], metadata::other_date, doubts);
        article.updated = revised.filter(|date| date.value != first);
    } else {
        article.published = date_at(management, &["ThisRevisionCreated"], metadata::date, doubts);
    }
    let word = management.child("Status").and_then(|status| status.attribute("FormalName")).unwrap_or("");
    article.status = edition::status(word).unwrap_or(Status::Usable);
    if word.eq_ignore_ascii_case("embargoed") {
        article.embargo =
            date_at(management, &["StatusWillChange", "DateAndTime"], metadata::other_date, doubts);
        article.status = Status::Usable;
        edition::keep_embargo(article, true);
    }
}

/// The date at the end of a path, as `read` reads it: that of publication or another.
fn date_at(
    element: Element<'_>,
    path: &[&str],
    read: ReadDate,
    doubts: &mut Doubts,
) -> Option<crate::model::Known<PartialDate>> {
    let text = text_at(element, path)?;
    read(&text, format!("NewsML {}", path.last().unwrap_or(&"")), doubts)
}

fn fill_lines(lines: Element<'_>, article: &mut Article) {
    article.title = text_at(lines, &["HeadLine"]).map(|title| metadata::title(&title, "NewsML HeadLine"));
    let line = text_at(lines, &["DateLine"]).and_then(|line| dateline::read(&line));
    article.dateline = line.map(|line| metadata::known(line, "NewsML DateLine"));
    let rights = ["CopyrightLine", "RightsLine"].map(|name| text_at(lines, &[name]));
    let rights = rights.into_iter().flatten().collect::<Vec<_>>().join(" ");
    article.rights = stated(&rights).map(|text| metadata::known(text, "NewsML CopyrightLine"));
    article.language = lines
        .child("HeadLine")
        .and_then(|line| metadata::language(line.attribute("xml:lang")?, "NewsML HeadLine xml:lang"));
    let mut words: Vec<String> =
        ["SlugLine", "KeywordLine"].iter().flat_map(|name| lines.all(name)).map(|line| line.text()).collect();
    let catchwords =
        lines.all("NewsLine").filter(|line| formal_name(*line, "NewsLineType") == Some("CatchWord"));
    words.extend(catchwords.filter_map(|line| text_at(line, &["NewsLineText"])));
    add_tags(article, words, "NewsML NameLabel and keywords");
    for credit in lines.all("CreditLine") {
        add_line(&mut article.credits, &credit.text());
    }
}

fn fill_byline(lines: Element<'_>, article: &mut Article) {
    let agency = article.source.as_ref().map(|source| source.value.as_str());
    let names = lines.all("ByLine").flat_map(|line| byline::people(&line.text(), agency)).collect();
    article.authors = metadata::known_list(metadata::people(names), "NewsML ByLine");
}

/// Who sends the item, and whose it is when that is another.
fn fill_parties(metadata: Element<'_>, article: &mut Article) {
    let party = |name: &str| stated(metadata.at(&[name, "Party"])?.attribute("FormalName")?);
    let (provider, source) = (party("Provider"), party("Source"));
    let is_other = provider.is_some() && source != provider;
    if let Some(source) = source.clone().filter(|_| is_other) {
        article.agency = Some(metadata::known(source, "NewsML Source"));
    }
    article.source = provider.or(source).map(|name| metadata::known(name, "NewsML Provider"));
}

fn fill_description(description: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let language = description.child("Language").and_then(|language| language.attribute("FormalName"));
    if let Some(language) = language.and_then(|code| metadata::language(code, "NewsML Language")) {
        article.language = Some(language);
    }
    let mut subjects = Vec::new();
    for codes in description.all("SubjectCode") {
        for code in codes.children() {
            if let Some(code) =
                code.attribute("FormalName").and_then(|code| subject::code_of(Some("subj"), code))
            {
                subject::add(&mut subjects, code, None);
            }
        }
    }
    article.subjects = metadata::known_list(subjects, "NewsML SubjectCode");
    let keywords = properties(description, "Keyword").map(str::to_string).collect();
    add_tags(article, keywords, "NewsML NameLabel and keywords");
    fill_origin(description, article, doubts);
}

/// Where and when it was written, when the dateline does not say.
fn fill_origin(description: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let origins = description.all("Location").filter(|place| place.attribute("HowPresent") == Some("Origin"));
    let city = origins.into_iter().find_map(|place| properties(place, "City").next());
    let time = date_at(description, &["DateLineDate"], metadata::other_date, doubts).map(|date| date.value);
    let known = article.dateline.take();
    let (mut line, place) = match known {
        Some(known) => (known.value, known.place),
        None => (Dateline { place: None, time: None }, "NewsML Location".to_string()),
    };
    line.place = line.place.or_else(|| city.map(str::to_string));
    line.time = time.or(line.time);
    article.dateline = (line.place.is_some() || line.time.is_some()).then(|| metadata::known(line, place));
}

/// Values of the properties of that name.
fn properties<'a>(element: Element<'a>, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named =
        element.all("Property").filter(move |property| property.attribute("FormalName") == Some(name));
    named.filter_map(|property| property.attribute("Value"))
}

fn formal_name<'a>(element: Element<'a>, child: &str) -> Option<&'a str> {
    element.child(child)?.attribute("FormalName")
}

/// The texts of the components in their order. What belongs to a picture is a caption; of equivalents the first counts.
fn fill_text(item: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let mut waiting: Vec<(Element<'_>, bool)> =
        components(item).into_iter().map(|inner| (inner, false)).collect();
    waiting.reverse();
    while let Some((component, is_caption)) = waiting.pop() {
        let contents: Vec<Element<'_>> = component.all("ContentItem").collect();
        let has_picture = contents.iter().any(|content| is_medium(*content));
        let role = formal_name(component, "Role").unwrap_or("").to_lowercase();
        let is_caption = is_caption || has_picture || role.contains("caption");
        for content in contents {
            fill_from_content(content, is_caption, article, doubts);
        }
        let mut inner = components(component);
        if component.attribute("EquivalentsList") == Some("yes") {
            inner.truncate(1);
        }
        waiting.extend(inner.into_iter().rev().map(|inner| (inner, is_caption)));
    }
}

fn components(element: Element<'_>) -> Vec<Element<'_>> {
    element.all("NewsComponent").collect()
}

/// Whether the content is a picture, a film, a sound.
fn is_medium(content: Element<'_>) -> bool {
    let kind = formal_name(content, "MediaType");
    kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("text") && !kind.eq_ignore_ascii_case("complexdata"))
}

fn fill_from_content(content: Element<'_>, is_caption: bool, article: &mut Article, doubts: &mut Doubts) {
    let Some(data) = content.child("DataContent").filter(|_| !is_medium(content)) else { return };
    if is_caption {
        let inner = data.find("body.content").unwrap_or(data);
        add_line(&mut article.captions, &markup::read(inner, None).text);
        return;
    }
    let before = std::mem::take(&mut article.text);
    let lede = article.lede.take();
    match data.child("nitf") {
        Some(document) => nitf::fill(document, article, doubts),
        None if data.children().next().is_some() => {
            let title = article.title.as_ref().map(|title| title.value.clone());
            let marked = markup::read(data, title.as_deref());
            article.text = marked.text;
            marked.credits.iter().for_each(|line| add_line(&mut article.credits, line));
        }
        None => article.text = metadata::plain(data.text()).trim().to_string(),
    }
    if !before.is_empty() {
        article.text = format!("{before}\n\n{}", article.text).trim_end().to_string();
        article.lede = lede;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};

    const SAMPLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20031010:NewsMLv1.2.dtd:1" "NewsML-1.2.dtd" [<!ENTITY % nitf SYSTEM "nitf.dtd"> %nitf; ]>
<NewsML><NewsEnvelope><DateAndTime>20230920T070000+0200</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="fr"><Identification><NewsIdentifier><ProviderId>ah.example</ProviderId><DateId>20230920</DateId><NewsItemId>vb12</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId><PublicIdentifier>urn:newsml:ah.example:20230920:vb12:2N</PublicIdentifier></NewsIdentifier><NameLabel>Vaubrune-trêve</NameLabel></Identification>
<NewsManagement><FirstCreated>20230920T060000+0200</FirstCreated><ThisRevisionCreated>20230920T063000+0200</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>La trêve tient à Vaubrune</HeadLine><SubHeadLine>Premier jour sans un tir</SubHeadLine><ByLine>Par Anne Née</ByLine><DateLine>Vaubrune, 20 sept 2023 (AH) -</DateLine>
<CopyrightLine>© AH 2023</CopyrightLine><NewsLine><NewsLineType FormalName="CatchWord"/><NewsLineText>Trêve</NewsLineText></NewsLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AH"/></Provider><Source><Party FormalName="Agence Orsane"/></Source></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="fr"/><SubjectCode><SubjectMatter FormalName="11002004"/></SubjectCode><DateLineDate>20230920T055500+0200</DateLineDate>
<Location HowPresent="Origin"><Property FormalName="City" Value="Vaubrune"/></Location><Property FormalName="Keyword" Value="négociations"/></DescriptiveMetadata>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content><p lede="true">Les armes se taisent.</p><p>Suite.</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>
<NewsComponent><NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>Le gué de l'Orsane.</p></DataContent></ContentItem></NewsComponent>
<ContentItem Href="a.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent>
</NewsComponent></NewsItem></NewsML>"#;

    fn read(xml: &str) -> Vec<Article> {
        let (result, articles) = read_as(&NewsMl1, xml.as_bytes());
        result.unwrap();
        articles
    }

    #[test]
    fn an_item_has_its_fields() {
        let article = read(SAMPLE).remove(0);
        assert_eq!(article.text, "Premier jour sans un tir\n\nLes armes se taisent.\n\nSuite.");
        assert_eq!(
            article.title.as_ref().map(|title| title.value.as_str()),
            Some("La trêve tient à Vaubrune")
        );
        assert_eq!(article.source_id.as_deref(), Some("urn:newsml:ah.example:20230920:vb12"));
        assert_eq!((article.version, article.status), (Some(2), Status::Usable));
        let date = |date: &Option<crate::model::Known<PartialDate>>| {
            date.as_ref().map(|date| date.value.to_string())
        };
        assert_eq!(date(&article.published).as_deref(), Some("2023-09-20T06:00:00+02:00"));
        assert_eq!(date(&article.updated).as_deref(), Some("2023-09-20T06:30:00+02:00"));
        assert_eq!(article.latest.map(|date| date.to_string()).as_deref(), Some("2023-09-20T07:00:00+02:00"));
        let line = article.dateline.as_ref().map(|line| line.value.clone()).unwrap();
        assert_eq!(line.place.as_deref(), Some("Vaubrune"));
        assert_eq!(line.time.map(|time| time.to_string()).as_deref(), Some("2023-09-20T05:55:00+02:00"));
        assert_eq!(
            (
                article.source.as_ref().unwrap().value.as_str(),
                article.agency.as_ref().unwrap().value.as_str()
            ),
            ("AH", "Agence Orsane")
        );
        assert_eq!(article.authors(), ["Anne Née"]);
        assert_eq!(article.tags(), ["Vaubrune-trêve", "Trêve", "négociations"]);
        assert_eq!(article.subjects()[0].code, "subj:11002004");
        assert_eq!(article.captions, ["Le gué de l'Orsane."]);
        assert_eq!(article.rights.map(|rights| rights.value).as_deref(), Some("© AH 2023"));
    }

    #[test]
    fn items_of_one_file_are_articles_of_their_own() {
        let item = &SAMPLE[SAMPLE.find("<NewsItem").unwrap()..SAMPLE.find("</NewsML>").unwrap()];
        let next = item.replace(">2</RevisionId>", ">3</RevisionId>").replace("Usable", "Canceled");
        let articles = read(&format!("<NewsML>{item}{next}</NewsML>"));
        let versions: Vec<_> = articles.iter().map(|article| (article.version, article.status)).collect();
        assert_eq!(versions, [(Some(2), Status::Usable), (Some(3), Status::Canceled)]);
    }

    #[test]
    fn an_embargo_has_its_end() {
        let status = r#"<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20230921T060000Z</DateAndTime></StatusWillChange>"#;
        let article = read(&SAMPLE.replace(r#"<Status FormalName="Usable"/>"#, status)).remove(0);
        assert_eq!(
            article.embargo.map(|date| date.value.to_string()).as_deref(),
            Some("2023-09-21T06:00:00Z")
        );
        assert_eq!(article.status, Status::Usable);
        let endless = read(&SAMPLE.replace("\"Usable\"", "\"Embargoed\"")).remove(0);
        assert_eq!((endless.status, endless.embargo), (Status::Withheld, None));
    }

    #[test]
    fn only_newsml_1_is_claimed() {
        let recognised =
            |xml: &str| NewsMl1.recognises(&Head { bytes: xml.as_bytes(), is_whole: true, extension: "xml" });
        assert!(
            recognised(SAMPLE) && !recognised("<newsItem guid='x'/>") && !recognised("<html>NewsML</html>")
        );
        let (result, _) = read_as(&NewsMl1, b"<NewsML><NewsItem><NewsComponent/></NewsItem></NewsML>");
        assert_eq!(result.err().map(|failure| failure.code), Some(Code::NoText));
    }

    #[test]
    fn spoilt_files_do_no_harm() {
        let pieces: [&[u8]; 8] = [
            b"<NewsItem>",
            b"</NewsItem>",
            b"<NewsComponent>",
            b"</DataContent>",
            b"<!ENTITY a '&b;'>",
            b"<![CDATA[",
            b"&#",
            b"<p>",
        ];
        survives("a.xml", SAMPLE.as_bytes(), &pieces);
    }
}
