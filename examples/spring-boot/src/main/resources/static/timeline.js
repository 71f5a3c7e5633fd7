// Shows the entity of the address, for example /timeline.html?type=order&id=ORD-1.
const timeline = document.querySelector('activity-timeline');
const address = new URLSearchParams(location.search);

// The sign-in of the shop stores the token. A page without a sign-in shows "Please sign in.".
timeline.token = () => sessionStorage.getItem('token');
timeline.setAttribute('entity-type', address.get('type') ?? 'user');
timeline.setAttribute('entity-id', address.get('id') ?? '');
