using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>What the deployments of a group may take in a minute together, and what is left of it: the numbers of <c>x-ratelimit-*</c>.</summary>
/// <remarks>Of those that have a limit, whatever it is to the strategy. One that has used more than its own takes nothing from what the others have left.</remarks>
internal sealed class GroupLimits
{
    private readonly Part? _requests;
    private readonly Part? _tokens;

    private GroupLimits(Deployment[] members)
    {
        _requests = Part.Of(members, static d => d.Config.Params.Rpm);
        _tokens = Part.Of(members, static d => d.Config.Params.Tpm);
    }

    /// <summary>Whether a deployment has a limit that is told, so that what it takes is counted.</summary>
    public static bool Tells(Deployment deployment) => deployment.Config.Params is { Rpm: not null } or { Tpm: not null };

    /// <summary>The limits of a group; null when nobody has one.</summary>
    public static GroupLimits? Of(Deployment[] members) => Array.Exists(members, Tells) ? new GroupLimits(members) : null;

    /// <summary>Requests: the sum of the limits, and what is left of them; null when none is limited so.</summary>
    public (long Limit, long Left)? Requests(long minute) => _requests?.Read(minute, static (state, minute) => state.RequestsIn(minute));

    /// <summary>Tokens, likewise.</summary>
    public (long Limit, long Left)? Tokens(long minute) => _tokens?.Read(minute, static (state, minute) => state.TokensIn(minute));

    private sealed class Part
    {
        private readonly DeploymentState[] _states;
        private readonly long[] _limits;
        private readonly long _sum;

        private Part(Deployment[] limited, long[] limits)
        {
            _states = Array.ConvertAll(limited, static d => d.State);
            _limits = limits;
            foreach (var limit in limits)
            {
                _sum += limit;
            }
        }

        public static Part? Of(Deployment[] members, Func<Deployment, double?> limitOf)
        {
            var limited = Array.FindAll(members, member => limitOf(member) is not null);
            return limited.Length == 0 ? null : new Part(limited, Array.ConvertAll(limited, member => MinuteUsage.Limit(limitOf(member))));
        }

        public (long Limit, long Left) Read(long minute, Func<DeploymentState, long, long> taken)
        {
            var left = 0L;
            for (var i = 0; i < _states.Length; i++)
            {
                left += Math.Max(0, _limits[i] - taken(_states[i], minute));
            }

            return (_sum, left);
        }
    }
}
