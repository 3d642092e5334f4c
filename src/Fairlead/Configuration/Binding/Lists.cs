using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads lists.</summary>
internal static class Lists
{
    /// <summary>Texts; a single one counts as a list of one.</summary>
    public static IReadOnlyList<string> Texts(BindContext context, ConfigNode node, string path)
    {
        node = context.Resolve(node, path);
        if (node.Kind is not (NodeKind.List or NodeKind.Map or NodeKind.Null))
        {
            return [node.Scalar];
        }

        if (node.Kind != NodeKind.List)
        {
            context.Error(path, node, $"expected a list of texts, found {node.KindName}");
            return [];
        }

        var texts = new List<string>(node.Items.Length);
        for (var i = 0; i < node.Items.Length; i++)
        {
            var itemPath = ConfigPath.Item(path, i);
            var item = context.Resolve(node.Items[i], itemPath);
            if (item.IsScalar && item.Kind != NodeKind.Null)
            {
                texts.Add(item.Scalar);
            }
            else if (BindContext.VariableOf(node.Items[i]) is null)
            {
                context.Error(itemPath, item, $"expected text, found {item.KindName}");
            }
        }

        return texts;
    }
}
