using Fairlead.Resolution;

namespace Fairlead.Attempts;

/// <content>An answer that a content filter cut.</content>
public sealed partial class RouteSession
{
    /// <summary>
    /// An answer whose reason to finish is a content filter's verdict counts as a refused prompt (<see cref="FailureKind.ContentPolicy"/>): somebody is named to answer such
    /// requests. LiteLLM's rule: an entry in the request's or the configuration's <c>content_policy_fallbacks</c>; where no such list is set, <c>default_fallbacks</c>.
    /// Otherwise it is an answer.
    /// </summary>
    public bool TurnsFromFilter
    {
        get
        {
            if (_request.DisableFallbacks || _target is null || FallbacksTried >= _model.Settings.MaxFallbacks)
            {
                return false;
            }

            if (_request.ContentPolicyFallbacks is { } own)
            {
                return FallbackTable.Entries(own, _target.Requested, _target.Group.Name).Count > 0;
            }

            var router = _model.Config.Router;
            return _request.Fallbacks is null
                && (router.ContentPolicyFallbacks.Count > 0 ? _target.Fallbacks(FallbackList.ContentPolicy).Length > 0 : HasDefaultElsewhere(router.DefaultFallbacks.Count));
        }
    }

    /// <summary>The default fallbacks lead to another target than this one, and no list of the name's own stands before them.</summary>
    private bool HasDefaultElsewhere(int defaults) => defaults > 0 && _target!.Fallbacks(FallbackList.Generic).Length > 0;
}
