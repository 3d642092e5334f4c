using System.Text.Json;
using Fairlead.Model;

namespace Fairlead.Gateway.Relay;

/// <summary>
/// <c>model: "a,b,c"</c> without <c>fastest_response</c>: the same chat to each model, and where <c>messages</c> holds lists of messages, each of those to each. Where in the
/// body the lists stand; nothing is copied.
/// </summary>
internal sealed class BatchRequest
{
    /// <summary>Most models: as many as a race may have.</summary>
    private const int MostModels = RaceRequests.Most;

    /// <summary>Most answers of one request: four times as many again. Each is a call that is paid for, and all are held until the last has come.</summary>
    private const int MostAnswers = 64;

    private readonly (int Start, int End) _messages;
    private readonly List<(int Start, int End)>? _lists;

    private BatchRequest(string[] models, (int Start, int End) messages, List<(int Start, int End)>? lists)
    {
        Models = models;
        _messages = messages;
        _lists = lists;
    }

    public string[] Models { get; }

    /// <summary>The messages are lists of messages: the answer is a list of lists.</summary>
    public bool HasLists => _lists is not null;

    public int Lists => _lists?.Count ?? 1;

    public int Count => Models.Length * Lists;

    /// <summary>Reads a request.</summary>
    /// <param name="view">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="model">The generation: a name with a comma that exists is a name.</param>
    /// <param name="fault">Why it is refused; null when it is not.</param>
    /// <returns>The batch; null where there is one model only.</returns>
    public static BatchRequest? Of(RequestView view, ReadOnlySpan<byte> body, RoutingModel model, out RequestFault? fault)
    {
        fault = null;
        if (!RaceRequests.IsList(view.Model!, model))
        {
            return null;
        }

        var models = RaceRequests.Names(view.Model!);
        if (models.Length is 0 or > MostModels)
        {
            fault = RequestFault.Invalid($"'model' must name 1 to {MostModels} models.", "model");
            return null;
        }

        if (view.Stream)
        {
            fault = RequestFault.Invalid("Several models answer in one piece: set 'fastest_response' for a stream of whoever is first, or ask each by itself.", "stream");
            return null;
        }

        var messages = (0, 0);
        var lists = Read(body, ref messages, ref fault);
        if (fault is null && lists is not null && models.Length * lists.Count is 0 or > MostAnswers)
        {
            fault = RequestFault.Invalid($"{models.Length} models and {lists!.Count} lists of messages: one request is answered with 1 to {MostAnswers} answers.", "messages");
        }

        return fault is null ? new BatchRequest(models, messages, lists) : null;
    }

    /// <summary>The context of one answer: the same request, with the messages of one list.</summary>
    public RelayContext CellOf(RelayContext relay, int list)
    {
        if (_lists is null)
        {
            return relay.Copy(relay.Body.Span, default, default, relay.View.ModelStart);
        }

        var (start, end) = _lists[list];
        var body = relay.Body.Span;
        var moved = relay.View.ModelStart > _messages.Start ? end - start - (_messages.End - _messages.Start) : 0;
        return relay.Copy(body[.._messages.Start], body[start..end], body[_messages.End..], relay.View.ModelStart + moved);
    }

    /// <summary>Where the lists stand; null when the messages are messages. The body was found to be JSON before.</summary>
    private static List<(int Start, int End)>? Read(ReadOnlySpan<byte> body, ref (int Start, int End) messages, ref RequestFault? fault)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSkip.MaxDepth });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = json.ValueTextEquals("messages"u8);
            json.Read();
            if (!found || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            var start = (int)json.TokenStartIndex;
            var lists = new List<(int Start, int End)>();
            var others = 0;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var from = (int)json.TokenStartIndex;
                var isList = json.TokenType == JsonTokenType.StartArray;
                json.Skip();
                if (isList)
                {
                    lists.Add((from, (int)json.BytesConsumed));
                }
                else
                {
                    others++;
                }
            }

            messages = (start, (int)json.BytesConsumed);
            if (lists.Count > 0 && others > 0)
            {
                fault = RequestFault.Invalid("'messages' must hold messages, or lists of messages, and not both.", "messages");
            }

            return lists.Count > 0 ? lists : null;
        }

        return null;
    }
}
