using System.Globalization;
using System.Text;
using System.Xml;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Keys of a role, from AWS's Security Token Service.</summary>
/// <param name="http">Calls the service.</param>
/// <param name="role">Which role, and how it is taken on.</param>
/// <param name="time">The clock the call is signed by.</param>
internal sealed class StsKeys(CredentialHttp http, StsRole role, TimeProvider time) : AwsKeySource
{
    public override async ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken)
    {
        var form = new StringBuilder("Version=2011-06-15");
        Add("RoleArn", role.Arn);
        Add("RoleSessionName", role.SessionName);
        Add("ExternalId", role.WebToken is null ? role.ExternalId : null);
        AwsKeys? own = null;
        if (role.WebToken is { } token)
        {
            var (text, problem) = token();
            if (problem is not null)
            {
                return Found<AwsKeys>.Failed(problem);
            }

            Add("Action", "AssumeRoleWithWebIdentity");
            Add("WebIdentityToken", text);
        }
        else
        {
            var found = await role.Own!.GetAsync(cancellationToken).ConfigureAwait(false);
            if (found.Value is null)
            {
                return Found<AwsKeys>.Failed(found.Problem ?? $"the role {role.Arn} needs credentials to be taken on with");
            }

            own = found.Value;
            Add("Action", "AssumeRole");
        }

        var body = Encoding.UTF8.GetBytes(form.ToString());
        using var request = new HttpRequestMessage(HttpMethod.Post, role.Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        if (own is not null)
        {
            SigV4.Sign(request, body, own, role.Region, "sts", time.GetUtcNow());
        }

        var (status, answer) = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return status == 0 ? Found<AwsKeys>.Failed("AWS's token service could not be reached") : Read(status, answer);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                form.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    private Found<AwsKeys> Read(int status, byte[] answer)
    {
        var fields = Fields(answer);
        if (status is >= 200 and < 300)
        {
            var ends = DateTimeOffset.TryParse(fields.GetValueOrDefault("Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : (DateTimeOffset?)null;
            if (AwsKeys.Of(fields.GetValueOrDefault("AccessKeyId"), fields.GetValueOrDefault("SecretAccessKey"), fields.GetValueOrDefault("SessionToken"), ends) is { } keys)
            {
                return Found<AwsKeys>.Of(keys);
            }
        }

        return Found<AwsKeys>.Failed($"the role {role.Arn} could not be taken on: {fields.GetValueOrDefault("Code") ?? $"status {status}"}");
    }

    // The answer's elements have unlike names, so that their nesting does not matter.
    private static Dictionary<string, string> Fields(byte[] answer)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var name = "";
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    name = reader.LocalName;
                }
                else if (reader.NodeType == XmlNodeType.Text)
                {
                    fields[name] = reader.Value;
                }
            }
        }
        catch (XmlException)
        {
            // Boundary: what is no XML holds no keys; the status says the rest.
        }

        return fields;
    }
}

/// <summary>A role to take on.</summary>
internal sealed record StsRole
{
    /// <summary>The role's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The session's name in AWS's logs.</summary>
    public required string SessionName { get; init; }

    /// <summary>What the role's owner wants to be told; mostly null.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The service's address.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The region the call is signed for.</summary>
    public required string Region { get; init; }

    /// <summary>Keys that may take it on; null where a web identity does.</summary>
    public AwsKeySource? Own { get; init; }

    /// <summary>The token of a web identity, read anew each time, or why there is none; null where keys take the role on.</summary>
    public Func<(string? Token, string? Problem)>? WebToken { get; init; }
}
