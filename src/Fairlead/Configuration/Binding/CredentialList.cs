using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary><c>credential_list</c>: settings that several deployments share by name (<c>litellm_credential_name</c>); what a deployment writes itself stands above.</summary>
internal sealed class CredentialList
{
    private const string Key = "credential_list";

    private readonly BindContext _context;
    private readonly Dictionary<string, ConfigNode> _values = new(StringComparer.Ordinal);

    private CredentialList(BindContext context) => _context = context;

    /// <summary>Reads the list.</summary>
    public static CredentialList Read(BindContext context, MapReader root)
    {
        var list = new CredentialList(context);
        if (root.Node(Key) is not { Kind: not NodeKind.Null } node)
        {
            return list;
        }

        if (node.Kind != NodeKind.List)
        {
            context.Error(Key, node, $"expected a list of credentials, found {node.KindName}");
            return list;
        }

        for (var i = 0; i < node.Items.Length; i++)
        {
            var path = ConfigPath.Item(Key, i);
            if (node.Items[i].Kind == NodeKind.Map)
            {
                list.Add(new MapReader(context, ConfigSections.Credential, node.Items[i], path));
            }
            else
            {
                context.Error(path, node.Items[i], $"expected a mapping with credential_name and credential_values, found {node.Items[i].KindName}");
            }
        }

        return list;
    }

    /// <summary>A deployment's <c>litellm_params</c> with those of the credential it names.</summary>
    /// <param name="parameters">As written.</param>
    /// <param name="path">Where they stand.</param>
    public ConfigNode Complete(ConfigNode parameters, string path)
    {
        const string Named = "litellm_credential_name";
        if (Array.Find(parameters.Entries, static entry => entry.Key == Named) is not { Value: { IsScalar: true, Kind: not NodeKind.Null } name })
        {
            return parameters;
        }

        if (!_values.TryGetValue(name.Scalar, out var values))
        {
            _context.Error(ConfigPath.Key(path, Named), name, $"'{BindContext.Shown(name.Scalar)}' is no credential_name of credential_list", Suggest.DidYouMean(name.Scalar, [.. _values.Keys]));
            return parameters;
        }

        var own = parameters.Entries;
        return ConfigNode.Map([.. own, .. values.Entries.Where(value => !Array.Exists(own, entry => entry.Key == value.Key))], parameters.Line, parameters.Column);
    }

    private void Add(MapReader entry)
    {
        var name = entry.Required("credential_name", "'azure-eu'");
        var values = entry.Node("credential_values");
        entry.ReportUnused(onlySlips: false);
        if (values is not { Kind: NodeKind.Map })
        {
            _context.Error(entry.Path, entry.Line, entry.Column, "'credential_values' is missing, e.g. { api_key: os.environ/AZURE_API_KEY }");
        }
        else if (name is not null && !_values.TryAdd(name, values))
        {
            _context.Error(ConfigPath.Key(entry.Path, "credential_name"), entry.Line, entry.Column, $"'{BindContext.Shown(name)}' stands twice in the list");
        }
    }
}
