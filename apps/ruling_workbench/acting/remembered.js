// Keeps who acts in the storage of this tab: it lives through reloading and ends with the tab.
const NAME = 'ruling.acting-as';

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME));
  } catch {
    return null; // there is no storage, or something else wrote there
  }
}

export default function ({ data, setStateValue }) {
  if (data.person === null) {
    setStateValue('told', { person: stored() });
    return;
  }
  try {
    sessionStorage.setItem(NAME, JSON.stringify(data.person));
  } catch {
    // without storage it is chosen again
  }
}
