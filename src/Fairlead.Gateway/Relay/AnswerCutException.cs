namespace Fairlead.Gateway.Relay;

/// <summary>
/// Thrown out of the handler of an answer that broke off after its head was sent. It is the server's way to end a connection without
/// ending the answer, after what was written has been sent; <c>HttpContext.Abort</c> would throw that away.
/// </summary>
internal sealed class AnswerCutException() : IOException("The answer broke off; its connection is closed so that nobody takes it for whole.");
