using System.Buffers;
using System.Text.Json;
using Fairlead.PreRouting;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads what an auto router looks at: a second pass over the body, made only for requests that ask for one.</summary>
/// <remarks>The text is unescaped into a rented buffer, looked at, and given back: nothing of it is kept.</remarks>
internal static class PromptReader
{
    /// <summary>Lets the auto router choose.</summary>
    public static PreRoute? Choose(Router router, RelayContext relay)
    {
        var view = relay.View;
        if (!router.HasAutoRouters || !router.NeedsPrompt(view.Model!))
        {
            return null;
        }

        var body = relay.Body.Span;
        var text = ArrayPool<char>.Shared.Rent(Math.Max(body.Length, 1));
        try
        {
            var found = Read(body, text);
            var headers = relay.Http.Request.Headers;
            var metadata = found.Metadata;
            return router.PreRoute(view.Model!, new PromptView
            {
                Text = text.AsSpan(0, found.Length),
                InputTokens = view.InputTokens,
                HasTools = found.Tools,
                HasImages = found.Images,
                Tags = view.Tags,
                Metadata = metadata is null ? null : name => metadata.GetValueOrDefault(name),
                Header = name => headers.TryGetValue(name, out var value) ? value.ToString() : null,
            });
        }
        finally
        {
            // A prompt is somebody's own: the next to rent the buffer must not find it.
            ArrayPool<char>.Shared.Return(text, clearArray: true);
        }
    }

    /// <summary>The last message of the user as a text of its own, for an auto router that has it embedded; no more than so many characters of it.</summary>
    public static string LastMessage(RelayContext relay, int most)
    {
        var body = relay.Body.Span;
        var text = ArrayPool<char>.Shared.Rent(Math.Max(body.Length, 1));
        try
        {
            return new string(text.AsSpan(0, Math.Min(Read(body, text).Length, most)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text, clearArray: true);
        }
    }

    private static Found Read(ReadOnlySpan<byte> body, Span<char> text)
    {
        var found = new Found();
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSkip.MaxDepth });
        try
        {
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                Member(ref json, ref found, text);
            }
        }
        catch (InvalidOperationException)
        {
            // A string that is not valid UTF-8: the upstream judges it; what was read until there counts.
        }

        return found;
    }

    private static void Member(ref Utf8JsonReader json, ref Found found, Span<char> text)
    {
        if (json.ValueTextEquals("messages"u8) || json.ValueTextEquals("input"u8))
        {
            json.Read();
            Messages(ref json, ref found, text);
        }
        else if (json.ValueTextEquals("prompt"u8))
        {
            json.Read();
            found.Start();
            Content(ref json, ref found, text);
        }
        else if (json.ValueTextEquals("tools"u8) || json.ValueTextEquals("functions"u8))
        {
            json.Read();
            found.Tools |= IsFilledArray(ref json);
        }
        else if (json.ValueTextEquals("metadata"u8))
        {
            json.Read();
            Metadata(ref json, ref found);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    /// <summary>The list of messages; the last one that is the user's counts.</summary>
    private static void Messages(ref Utf8JsonReader json, ref Found found, Span<char> text)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            found.Start();
            Content(ref json, ref found, text);
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
            }
            else if (IsUsers(json))
            {
                found.Start();
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var isContent = json.ValueTextEquals("content"u8);
                    json.Read();
                    if (isContent)
                    {
                        Content(ref json, ref found, text);
                    }
                    else
                    {
                        json.Skip();
                    }
                }
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>Looks ahead with a copy of the reader.</summary>
    private static bool IsUsers(Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = json.ValueTextEquals("role"u8);
            json.Read();
            if (isRole)
            {
                return json.TokenType == JsonTokenType.String && json.ValueTextEquals("user"u8);
            }

            json.Skip();
        }

        return false;
    }

    /// <summary>A text, or a list of parts: texts are joined, pictures noted.</summary>
    private static void Content(ref Utf8JsonReader json, ref Found found, Span<char> text)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            Append(ref json, ref found, text);
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String)
            {
                Append(ref json, ref found, text);
            }
            else if (json.TokenType == JsonTokenType.StartObject)
            {
                Part(ref json, ref found, text);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private static void Part(ref Utf8JsonReader json, ref Found found, Span<char> text)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isText = json.ValueTextEquals("text"u8);
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isText && json.TokenType == JsonTokenType.String)
            {
                Append(ref json, ref found, text);
            }
            else
            {
                found.Images |= isType && json.TokenType == JsonTokenType.String
                    && (json.ValueTextEquals("image_url"u8) || json.ValueTextEquals("image"u8) || json.ValueTextEquals("input_image"u8));
                json.Skip();
            }
        }
    }

    private static void Append(ref Utf8JsonReader json, ref Found found, Span<char> text)
    {
        if (found.Length > 0)
        {
            text[found.Length++] = '\n';
        }

        // Never more characters than bytes, quotes included, so that all of them fit.
        found.Length += json.CopyString(text[found.Length..]);
    }

    private static void Metadata(ref Utf8JsonReader json, ref Found found)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                (found.Metadata ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = json.GetString()!;
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>Goes to the end of the value.</summary>
    private static bool IsFilledArray(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return false;
        }

        json.Read();
        var isFilled = json.TokenType != JsonTokenType.EndArray;
        while (json.TokenType != JsonTokenType.EndArray)
        {
            json.Skip();
            json.Read();
        }

        return isFilled;
    }

    private struct Found
    {
        public int Length;
        public bool Tools;
        public bool Images;
        public Dictionary<string, string>? Metadata;

        /// <summary>Another message begins: what was read of an earlier one does not count.</summary>
        public void Start()
        {
            Length = 0;
            Images = false;
        }
    }
}
