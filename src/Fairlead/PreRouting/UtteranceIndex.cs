using System.Numerics;
using System.Runtime.InteropServices;
using Fairlead.Configuration;

namespace Fairlead.PreRouting;

/// <summary>The utterances of an auto router as vectors of length one. Immutable.</summary>
internal sealed class UtteranceIndex
{
    private readonly SemanticRoutes _routes;
    private readonly float[][] _vectors;

    /// <summary>Builds it.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="vectors">The vectors of all utterances, route by route.</param>
    /// <exception cref="ArgumentException">They are not one for each utterance, all of one length.</exception>
    public UtteranceIndex(SemanticRoutes routes, IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        if (vectors.Count != TextsOf(routes).Count || vectors.Select(static vector => vector.Length).Distinct().Count() != 1)
        {
            throw new ArgumentException("there must be one vector for each utterance, all of one length", nameof(vectors));
        }

        _routes = routes;
        _vectors = [.. vectors.Select(static vector => Unit(vector.Span))];
    }

    /// <summary>Every utterance, route by route.</summary>
    public static IReadOnlyList<string> TextsOf(SemanticRoutes routes) => [.. routes.Routes.SelectMany(static route => route.Utterances)];

    /// <summary>The route whose nearest utterance is nearest of all that are near enough.</summary>
    /// <param name="message">The message's vector.</param>
    /// <param name="model">The route's model; null where none is near enough.</param>
    /// <param name="score">The cosine of that route's nearest utterance; of the nearest at all where none is near enough.</param>
    /// <returns>False where the vector is of another length: another model embedded it.</returns>
    public bool TryFind(ReadOnlySpan<float> message, out string? model, out double score)
    {
        (model, score) = (null, -1);
        if (message.Length != _vectors[0].Length)
        {
            return false;
        }

        var query = Unit(message);
        var at = 0;
        foreach (var route in _routes.Routes)
        {
            var nearest = -1d;
            for (var i = 0; i < route.Utterances.Count; i++)
            {
                nearest = Math.Max(nearest, Dot(query, _vectors[at++]));
            }

            // One that is near enough stands before any that is not.
            var near = nearest >= route.Threshold;
            if ((near && model is null) || (near || model is null) && nearest > score)
            {
                (model, score) = (near ? route.Model : null, nearest);
            }
        }

        return true;
    }

    /// <summary>The vector at length one; one of zeros stays, and is near to nothing.</summary>
    private static float[] Unit(ReadOnlySpan<float> vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        var unit = vector.ToArray();
        if (length > 0)
        {
            for (var i = 0; i < unit.Length; i++)
            {
                unit[i] /= length;
            }
        }

        return unit;
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var a = MemoryMarshal.Cast<float, Vector<float>>(left);
        var b = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < a.Length; i++)
        {
            sums += a[i] * b[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = a.Length * Vector<float>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
