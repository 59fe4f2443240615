# The decimal digits of an integer of a million bits: long division in one native call.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      (7**3_000_000).to_s.size
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
