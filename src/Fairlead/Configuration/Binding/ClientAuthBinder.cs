using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>configurable_clientside_auth_params</c>: names, or <c>{ api_base: [urls] }</c>.</summary>
internal static class ClientAuthBinder
{
    private const string Key = "configurable_clientside_auth_params";
    private const string ListBases = "list each base: - api_base: https://…";

    public static ClientAuthParams? Bind(BindContext context, MapReader parameters)
    {
        var node = parameters.Node(Key);
        if (node is null || node.Kind == NodeKind.Null)
        {
            return null;
        }

        var path = ConfigPath.Key(parameters.Path, Key);
        if (node.Kind != NodeKind.List)
        {
            context.Error(path, node, $"expected a list such as [api_key], found {node.KindName}");
            return null;
        }

        var key = false;
        var bases = new List<string>();
        for (var i = 0; i < node.Items.Length; i++)
        {
            var at = ConfigPath.Item(path, i);
            var item = node.Items[i];
            if (item.Kind == NodeKind.Map)
            {
                foreach (var entry in item.Entries)
                {
                    ReadBases(context, entry, ConfigPath.Key(at, BindContext.Shown(entry.Key)), bases);
                }
            }
            else if (item.IsScalar && item.Scalar == "api_key")
            {
                key = true;
            }
            else
            {
                // LiteLLM lets callers choose any host then. Here none is dialled that the operator has not written.
                context.Warn(at, item.Line, item.Column, "not used: callers may bring api_key, and an api_base out of a list", item.IsScalar && IsBase(item.Scalar) ? ListBases : null);
            }
        }

        return new ClientAuthParams { ApiKey = key, ApiBases = bases };
    }

    private static void ReadBases(BindContext context, in ConfigEntry entry, string path, List<string> bases)
    {
        if (!IsBase(entry.Key))
        {
            context.Warn(path, entry.Line, entry.Column, "not used: only api_base can be listed");
            return;
        }

        foreach (var text in Lists.Texts(context, entry.Value, path))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0)
            {
                bases.Add(text);
            }
            else
            {
                context.Warn(path, entry.Line, entry.Column, "not used: expected a base URL that begins with http:// or https://; patterns are not taken", ListBases);
            }
        }
    }

    private static bool IsBase(string name) => name is "api_base" or "base_url";
}
