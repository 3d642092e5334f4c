using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes a stream: an answer an event, as server-sent events or as the items of one JSON array. Calls are written whole; the reasons to finish and the usage come last.</summary>
internal sealed class GeminiStreamWriter(AnswerTarget target, IBufferWriter<byte> output, bool isArray) : AnswerStreamWriter(output)
{
    private readonly List<GeminiStreamChoice> _choices = [];
    private readonly List<ExtraMember> _extras = [];
    private string _id = "";
    private string _model = "";
    private AnswerUsage? _usage;
    private bool _any;

    public override void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Start:
                _id = _any || string.IsNullOrEmpty(item.Id) ? _id : item.Id;
                _model = _any || string.IsNullOrEmpty(item.Name) ? _model : item.Name;
                break;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                break;
            case StreamEventKind.Extra when item.Choice < 0:
                AnswerCollector.Keep(_extras, item);
                break;
            case StreamEventKind.Error:
                BeginItem();
                GeminiErrors.Write(item.Error!, "", Json);
                EndItem();
                EndArray();
                break;
            case StreamEventKind.End:
                End();
                EndArray();
                break;
            default:
                OnChoice(item, Choice(item.Choice));
                break;
        }
    }

    private GeminiStreamChoice Choice(int index)
    {
        while (_choices.Count <= index)
        {
            _choices.Add(new GeminiStreamChoice());
        }

        return _choices[index];
    }

    private void OnChoice(in StreamEvent item, GeminiStreamChoice choice)
    {
        choice.Thoughts.Note(item, target.Carrier is not null && !item.State.IsFor(SignedBy.Google));
        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Refusal or StreamEventKind.Reasoning:
                Calls(choice, item.Choice, all: false);
                choice.IsThinking = item.Kind == StreamEventKind.Reasoning;
                if (!item.Text.IsEmpty)
                {
                    BeginPart();
                    GeminiAnswerPart.Text(Json, item.Text, choice.IsThinking, SignedState.None);
                    EndPart(item.Choice);
                }

                break;
            case StreamEventKind.Signature when item.State.IsFor(SignedBy.Google):
                BeginPart();
                GeminiAnswerPart.Text(Json, default, choice.IsThinking, item.State);
                EndPart(item.Choice);
                break;
            case StreamEventKind.ToolCall:
                var id = string.IsNullOrEmpty(item.Id) ? ChatCallIds.New(target.Id, item.Tool) : item.Id;
                var signature = item.State.IsFor(SignedBy.Google) ? SignedState.None : item.State;
                choice.Begin(item.Tool, target.Carrier?.Keep(id, choice.Thoughts.TakeThoughts(), signature) ?? id, item.Name ?? "", item.State);
                break;
            case StreamEventKind.ToolArguments:
                choice.Add(item.Tool, item.Text);
                break;
            case StreamEventKind.PartEnd:
                Calls(choice, item.Choice, all: false);
                break;
            case StreamEventKind.Media when item.Part is MediaPart { Base64.IsEmpty: true, Text.IsEmpty: false } said && SoundPieces.IsPiece(said):
                // What OpenAI's sound says, which comes apart from its bytes.
                BeginPart();
                GeminiAnswerPart.Text(Json, said.Text.Span, isThought: false, SignedState.None);
                EndPart(item.Choice);
                break;
            case StreamEventKind.Media or StreamEventKind.Opaque when item.Part is MediaPart or OpaquePart { Dialect: GeminiDialect.FormatName }:
                Calls(choice, item.Choice, all: false);
                BeginPart();
                GeminiAnswerPart.Write(Json, item.Part);
                EndPart(item.Choice);
                break;
            case StreamEventKind.Citation:
                choice.Citations.Add(item.Citation!);
                break;
            case StreamEventKind.Logprobs:
                BeginItem();
                Json.WriteStartObject();
                Json.WriteStartArray("candidates"u8);
                Json.WriteStartObject();
                Json.WriteNumber("index"u8, item.Choice);
                GeminiLogprobs.Write(item.Text, Json);
                Json.WriteEndObject();
                EndCandidates();
                break;
            case StreamEventKind.Extra:
                AnswerCollector.Keep(choice.Extras, item);
                break;
            case StreamEventKind.Finish:
                Calls(choice, item.Choice, all: true);
                (choice.Finish, choice.NativeFinish) = (item.Finish, item.NativeFinish);
                break;
        }
    }

    private void Calls(GeminiStreamChoice choice, int index, bool all)
    {
        foreach (var call in choice.Open.Count == 0 ? [] : choice.Take(all))
        {
            BeginPart();
            GeminiAnswerPart.Call(Json, call.Id, call.Name, new Utf8Text(call.Arguments.WrittenMemory), call.Signature);
            EndPart(index);
        }
    }

    private void End()
    {
        for (var i = 0; i < _choices.Count; i++)
        {
            Calls(_choices[i], i, all: true);
        }

        BeginItem();
        Json.WriteStartObject();
        Json.WriteStartArray("candidates"u8);
        for (var i = 0; i < _choices.Count; i++)
        {
            Json.WriteStartObject();
            Json.WriteIf("finishReason"u8, GeminiFinish.Write(_choices[i].Finish, _choices[i].NativeFinish, _choices[i].HasCalls));
            Json.WriteNumber("index"u8, i);
            GeminiAnswerWriter.Rest(Json, _choices[i].Extras, _choices[i].Citations);
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
        foreach (var extra in _extras)
        {
            if (GeminiAnswerMembers.IsOfAnswer(extra.Name))
            {
                Json.WritePropertyName(extra.Name);
                Json.WriteRaw(extra.Value.Span);
            }
        }

        if (_usage is { } usage)
        {
            GeminiUsage.Write(Json, usage);
        }

        GeminiAnswerWriter.Tail(Json, _id, _model, target);
        Json.WriteEndObject();
        EndItem();
    }

    private void BeginPart()
    {
        BeginItem();
        Json.WriteStartObject();
        Json.WriteStartArray("candidates"u8);
        Json.WriteStartObject();
        Json.WriteStartObject("content"u8);
        Json.WriteStartArray("parts"u8);
    }

    private void EndPart(int choice)
    {
        Json.WriteEndArray();
        Json.WriteString("role"u8, "model"u8);
        Json.WriteEndObject();
        Json.WriteNumber("index"u8, choice);
        Json.WriteEndObject();
        EndCandidates();
    }

    private void EndCandidates()
    {
        Json.WriteEndArray();
        GeminiAnswerWriter.Tail(Json, _id, _model, target);
        Json.WriteEndObject();
        EndItem();
    }

    private void BeginItem()
    {
        Output.Write(!isArray ? "data: "u8 : _any ? ",\r\n"u8 : "["u8);
        _any = true;
    }

    private void EndItem()
    {
        EndJson();
        if (!isArray)
        {
            Output.Write("\r\n\r\n"u8);
        }
    }

    private void EndArray()
    {
        if (isArray)
        {
            Output.Write("]"u8);
        }
    }
}
