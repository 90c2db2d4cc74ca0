// Our properties in a diagram, as bpmn-js reads and writes them.
export const goufu = {
  name: "goufu",
  prefix: "goufu",
  uri: "https://goufu.example/schema/bpmn",
  xml: { tagAlias: "lowerCase" },
  types: [
    { name: "Properties", superClass: ["Element"], properties: [{ name: "values", type: "Property", isMany: true }] },
    { name: "Property", properties: [{ name: "name", type: "String", isAttr: true }, { name: "value", type: "String", isAttr: true }] },
  ],
};
