use std::collections::HashMap;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::Browser;

/// The page as assistive technology has it: Chromium's full accessibility tree.
pub struct Tree {
    nodes: Vec<Node>,
    /// Attributes of the elements, by the number that the protocol gives each.
    attributes: HashMap<i64, HashMap<String, String>>,
}

/// What assistive technology knows of an element.
pub struct Node {
    /// Its ARIA role, e.g. `textbox`.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// What else is said of it.
    pub description: String,
    id: String,
    children: Vec<String>,
    element: Option<i64>,
    properties: HashMap<String, Value>,
}

impl Node {
    /// A property such as `required`, `invalid`, `focused` or `live`, as text; empty if it has none.
    pub fn property(&self, name: &str) -> String {
        match self.properties.get(name) {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        }
    }
}

impl Tree {
    /// Reads it.
    pub async fn read(browser: &Browser) -> Result<Self> {
        let whole = browser.protocol("Accessibility.getFullAXTree", json!({})).await?;
        let all = whole["nodes"].as_array().context("an accessibility tree")?;
        let nodes = all.iter().filter(|node| node["ignored"] != true).map(node).collect();
        let document = browser.protocol("DOM.getDocument", json!({ "depth": -1, "pierce": true })).await?;
        // Chromium 156 crashes when it has to follow the changes of a document that it has told whole.
        browser.protocol("DOM.disable", json!({})).await?;
        let mut attributes = HashMap::new();
        collect(&document["root"], &mut attributes);
        Ok(Self { nodes, attributes })
    }

    /// All that is not ignored, in document order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of the element with this attribute.
    pub fn with_attribute(&self, name: &str, value: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| self.attribute(node, name) == Some(value))
    }

    /// An attribute of the node's element.
    pub fn attribute(&self, node: &Node, name: &str) -> Option<&str> {
        self.attributes.get(&node.element?)?.get(name).map(String::as_str)
    }

    /// What has the focus; the page itself does not count.
    pub fn focused(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| node.property("focused") == "true" && node.role != "RootWebArea")
    }

    /// Everything that is read within a node.
    pub fn text(&self, node: &Node) -> String {
        let inner = node.children.iter().filter_map(|id| self.nodes.iter().find(|node| node.id == *id));
        match node.role.as_str() {
            "StaticText" => node.name.clone(),
            _ => inner.map(|child| self.text(child)).collect::<Vec<_>>().join(" "),
        }
    }
}

fn node(node: &Value) -> Node {
    let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
    let id = |id: &Value| id.as_str().unwrap_or_default().to_owned();
    let properties = node["properties"].as_array().into_iter().flatten();
    Node {
        role: text("role"),
        name: text("name"),
        description: text("description"),
        id: id(&node["nodeId"]),
        children: node["childIds"].as_array().into_iter().flatten().map(id).collect(),
        element: node["backendDOMNodeId"].as_i64(),
        properties: properties
            .map(|property| {
                let name = property["name"].as_str().unwrap_or_default();
                (name.to_owned(), property["value"]["value"].clone())
            })
            .collect(),
    }
}

fn collect(node: &Value, into: &mut HashMap<i64, HashMap<String, String>>) {
    let pairs = node["attributes"].as_array().map_or(&[][..], Vec::as_slice).chunks(2);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if let Some(id) = node["backendNodeId"].as_i64() {
        into.insert(id, pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect());
    }
    for inner in ["children", "shadowRoots"] {
        for child in node[inner].as_array().into_iter().flatten() {
            collect(child, into);
        }
    }
}
