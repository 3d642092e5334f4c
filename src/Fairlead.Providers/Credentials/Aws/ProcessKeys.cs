using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Keys that a program of the operator's writes (<c>credential_process</c>). It is started as it stands in the file, without a shell.</summary>
/// <param name="command">The program and its arguments; quotes keep blanks together.</param>
/// <param name="time">The clock of its time limit.</param>
internal sealed class ProcessKeys(string command, TimeProvider time) : AwsKeySource
{
    /// <summary>Time for the program: as a person's sign-on on another device may be part of it, no less than AWS's own tools give.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Most characters that are read: keys and their token take some 2,000.</summary>
    private const int MaxLength = 64 * 1024;

    public override async ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken)
    {
        var words = Words(command);
        if (words.Count == 0)
        {
            return Found<AwsKeys>.Failed("credential_process names no program");
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false });
            if (process is null)
            {
                return Found<AwsKeys>.Failed("credential_process could not be started");
            }

            try
            {
                process.StandardInput.Close();
                var buffer = new char[MaxLength];
                var length = await process.StandardOutput.ReadBlockAsync(buffer, both.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(both.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? Read(new string(buffer, 0, length)) : Found<AwsKeys>.Failed($"credential_process ended with {process.ExitCode}");
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            // Boundary: the operating system's word on a program that is not there or may not be run.
            return Found<AwsKeys>.Failed("credential_process could not be run");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Found<AwsKeys>.Failed("credential_process took longer than a minute");
        }
    }

    /// <summary>The words of a command line: blanks divide them, but for those in quotes.</summary>
    internal static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, any) = ('\0', false);
        foreach (var c in line)
        {
            if (quote == '\0' ? c is '"' or '\'' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
                any = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End();
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (any)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            any = false;
        }
    }

    private static Found<AwsKeys> Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var ends = root.TryGetProperty("Expiration"u8, out var expiration) && expiration.ValueKind == JsonValueKind.String && expiration.TryGetDateTimeOffset(out var end) ? end : (DateTimeOffset?)null;
            if (root.Number("Version"u8) == 1 && AwsKeys.Of(root.Text("AccessKeyId"u8), root.Text("SecretAccessKey"u8), root.Text("SessionToken"u8), ends) is { } keys)
            {
                return Found<AwsKeys>.Of(keys);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Boundary: what the program wrote is not what it must write, and may be a secret.
        }

        return Found<AwsKeys>.Failed("credential_process wrote no keys of version 1");
    }
}
