# A pattern that backtracks for ever.
# threshold: compliance.min: 100
# exit: 3 4
# attack: failed error
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      'a' * 40 + 'b' =~ /\A(a+)+\z/
      expect(('a' * 5000 + 'b') =~ /\A(a|a)*?(a|aa)+\z/).to eq 1
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
