control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe bad(:constructor) do
    it { should exist }
  end
end

control 'attack-to-s' do
  describe bad(:to_s) do
    its('value') { should eq 1 }
  end
end

control 'attack-value' do
  describe bad(:value) do
    its('value') { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
