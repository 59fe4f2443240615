# A sum of 200,000 terms, made and compiled at run time.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      eval((['1'] * 200_000).join('+'))
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
