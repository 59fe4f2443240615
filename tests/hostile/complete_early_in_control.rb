# Saying in a control that the profile has run to its end.
# attack: error failed absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'forger' do
  Cincture::Host.complete(['forger'], {}, [])
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
