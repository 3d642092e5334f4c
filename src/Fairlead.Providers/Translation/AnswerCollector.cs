namespace Fairlead.Providers.Translation;

/// <summary>Gathers a stream's events into the answer they make up.</summary>
internal sealed class AnswerCollector : AnswerSink
{
    private readonly List<ChoiceCollector> _choices = [];

    /// <summary>The answer so far; whole after <see cref="StreamEventKind.End"/>.</summary>
    public Answer Answer { get; } = new();

    /// <summary>Why the stream failed; null where it did not.</summary>
    public AnswerError? Error { get; private set; }

    public override void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Start:
                Answer.Id = Answer.Id.Length == 0 ? item.Id ?? "" : Answer.Id;
                Answer.Model = Answer.Model.Length == 0 ? item.Name ?? "" : Answer.Model;
                Answer.Created = Answer.Created == 0 ? item.Created : Answer.Created;
                break;
            case StreamEventKind.Usage:
                Answer.Usage = item.Usage;
                break;
            case StreamEventKind.Extra when item.Choice < 0:
                Keep(Answer.Extras, item);
                break;
            case StreamEventKind.Error:
                Error = item.Error;
                break;
            case StreamEventKind.End:
                foreach (var choice in _choices)
                {
                    choice.Close();
                }

                break;
            default:
                Choice(item.Choice).On(item);
                break;
        }
    }

    /// <summary>Keeps a member; of several by one name the last.</summary>
    internal static void Keep(List<ExtraMember> extras, in StreamEvent item)
    {
        var name = item.Name!;
        extras.RemoveAll(extra => extra.Name == name);
        extras.Add(new ExtraMember(name, new RawJson(item.Text.ToArray()), IsKnown: false));
    }

    private ChoiceCollector Choice(int index)
    {
        while (_choices.Count <= index)
        {
            var choice = new AnswerChoice();
            Answer.Choices.Add(choice);
            _choices.Add(new ChoiceCollector(choice));
        }

        return _choices[index];
    }
}
