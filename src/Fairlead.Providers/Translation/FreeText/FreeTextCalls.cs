namespace Fairlead.Providers.Translation.FreeText;

/// <summary>Turns calls of functions that stand for tools of free text back into calls of those, in one answer or one stream.</summary>
/// <param name="names">The tools' names.</param>
internal sealed class FreeTextCalls(IReadOnlyList<string> names)
{
    private readonly Dictionary<(int Choice, int Tool), FreeTextInput> _open = [];

    /// <summary>Turns those of a plain answer.</summary>
    public void Unwrap(Answer answer)
    {
        foreach (var choice in answer.Choices)
        {
            for (var i = 0; i < choice.Parts.Count; i++)
            {
                if (choice.Parts[i] is ToolCallPart { IsCustom: false } call && names.Contains(call.Name))
                {
                    var text = new FreeTextInput().Read(call.Arguments.Span).ToArray();
                    choice.Parts[i] = new ToolCallPart(call.Id, call.Name, new Utf8Text(text)) { IsCustom = true, CacheControl = call.CacheControl, Signature = call.Signature };
                }
            }
        }
    }

    /// <summary>Passes an event on, turned where it belongs to such a call.</summary>
    public void Pass(in StreamEvent item, AnswerSink sink)
    {
        switch (item.Kind)
        {
            case StreamEventKind.ToolCall when !item.IsCustom && item.Name is { } name && names.Contains(name):
                _open[(item.Choice, item.Tool)] = new FreeTextInput();
                sink.On(new StreamEvent(item.Kind) { Choice = item.Choice, Tool = item.Tool, Id = item.Id, Name = name, IsCustom = true, State = item.State });
                break;
            case StreamEventKind.ToolArguments when _open.TryGetValue((item.Choice, item.Tool), out var input):
                var text = input.Read(item.Text);
                if (!text.IsEmpty)
                {
                    sink.On(new StreamEvent(item.Kind) { Choice = item.Choice, Tool = item.Tool, IsCustom = true, Text = text });
                }

                break;
            default:
                sink.On(item);
                break;
        }
    }
}
