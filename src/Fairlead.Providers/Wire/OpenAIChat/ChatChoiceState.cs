using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>The thoughts of one choice that a call to come must bring back: gathered only where something keeps them.</summary>
internal sealed class ChatChoiceState
{
    private ChoiceCollector? _collector;
    private AnswerChoice? _gathered;
    private bool _isText;

    /// <summary>Notes an event.</summary>
    /// <param name="item">The event.</param>
    /// <param name="keep">Whether somebody keeps thoughts.</param>
    public void Note(in StreamEvent item, bool keep)
    {
        _isText = item.Kind == StreamEventKind.Text || _isText && item.Kind == StreamEventKind.Signature;
        if (_isText)
        {
            // Google signs texts, too; that is not the thought's before it.
            return;
        }

        if (keep && item.Kind is StreamEventKind.Reasoning or StreamEventKind.EncryptedReasoning or StreamEventKind.Signature)
        {
            _collector ??= new ChoiceCollector(_gathered = new AnswerChoice());
            _collector.On(item);
            if (item.Kind == StreamEventKind.Signature)
            {
                // The signature is the last of a thought.
                _collector.On(new StreamEvent(StreamEventKind.PartEnd));
            }
        }
    }

    /// <summary>The signed thoughts so far, once.</summary>
    public IReadOnlyList<ReasoningPart> TakeThoughts()
    {
        if (_collector is null)
        {
            return [];
        }

        _collector.Close();
        var thoughts = _gathered!.Parts.OfType<ReasoningPart>().Where(static part => part.Signature.IsPresent).ToList();
        _collector = null;
        return thoughts;
    }
}
